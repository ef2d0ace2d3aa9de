// What every verb takes: the question, where it goes, how it looks.
#pragma once

#include <CLI/CLI.hpp>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lazyrisk/curve/figure.hpp"
#include "lazyrisk/curve/sweep.hpp"
#include "lazyrisk/curve/table.hpp"
#include "lazyrisk/error.hpp"
#include "lazyrisk/problem/fields.hpp"

namespace lazyrisk::app {

/// Exit statuses of the contract.
enum Exit { answered = 0, not_computed = 1, wrong_question = 2, some_failed = 3, disagreement = 4, interrupted = 130 };

struct OutputOptions {
    std::string verb, format = "text", output, plot;
    double figure_width = 0;  ///< in cm; 0: as the figure is
    bool bare = false, embed = false;
    int digits = 0;  ///< 0: as the format likes
    bool quiet = false;

    /// Label and caption are the verb's, until someone knows better.
    [[nodiscard]] TableStyle style() const;
    /// Writes a figure to `plot` as --figure-width, --bare and --embed ask.
    void draw(Figure figure) const;
    /// Throws DomainError: options of a figure without one, files that would take each other's place.
    void check_figure() const;
};

struct SimulationOptions {
    int trials = 20, test_points = 2000, most_trials = 10000, blas_threads = 1;
    std::uint64_t seed = 1;
    double until = 0;
    std::string plan = "shared", estimator = "test-points", precision = "double";
    int shard = 1, shards = 1;  ///< of a total, from 1
    bool explain = false, dry_run = false, no_store = false;
    std::string covariance;  ///< file, or ""
    std::string store;  ///< "": the default place
};

/// Text of the options, gathered by CLI11 and read afterwards, so that every error is one of ours.
struct QuestionOptions {
    std::map<std::string, std::string> fields;  ///< given on the command line
    std::string problem, points;
    std::vector<std::string> sweeps;

    /// --problem first, then what was given beside it. Throws DomainError.
    [[nodiscard]] Question question() const;
};

void add_output(CLI::App& app, OutputOptions& options, bool plot);
/// The fields of a problem that are wanted, an option each.
void add_fields(CLI::App& app, QuestionOptions& options, const std::function<bool(const ProblemField&)>& wanted);
void add_question(CLI::App& app, QuestionOptions& options, bool sweeps, bool points);
void add_simulation(CLI::App& app, SimulationOptions& options);
/// Of these: seed, plan, threads of a trial, store, --explain, --dry-run.
void add_campaign(CLI::App& app, SimulationOptions& options);
/// Of these: store.
void add_kept(CLI::App& app, SimulationOptions& options);
void add_seed(CLI::App& app, std::uint64_t& seed);
void add_threads(CLI::App& app, int& threads);

/// A whole number within limits; DomainError names the option, the value and the limits.
template <class Whole>
CLI::Option* add_whole(CLI::App& app, const std::string& name, Whole& target, double least, double most, const std::string& help) {
    return app.add_option_function<std::string>("--" + name, [&target, name, least, most](const std::string& text) {
        const double value = parse_number(name, text);
        if (!(value >= least && value <= most && value == std::floor(value)))
            throw DomainError(name, value, "expected a whole number from " + to_text(least) + " to " + to_text(most));
        target = Whole(value);
    }, help)->type_name("N");
}

/// One of the words of a closed list; DomainError names the option, the word, the list and the nearest of it. The list is the
/// option's type as well: help, completion and manual pages read it there. `elsewhere` ends the sentence.
CLI::Option* add_word(CLI::App& app, const std::string& name, std::string& target, const std::vector<std::string>& words, const std::string& help,
                      const std::string& elsewhere = "");

/// Refuses options that a spectrum file or a mass would silently override.
void check_conflicts(const Question& question, const std::map<std::string, std::string>& given);

}  // namespace lazyrisk::app
