// What every verb takes, as plain values: the question, where it goes, how it looks, what is drawn.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lazyrisk/figure/figure.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/table/table.hpp"

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

/// Refuses options that a spectrum file or a mass would silently override.
void check_conflicts(const Question& question, const std::map<std::string, std::string>& given);

}  // namespace lazyrisk::app
