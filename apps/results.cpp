#include "results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lazyrisk/answer/record.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/words/error.hpp"
#include "manifest.hpp"
#include "output.hpp"
#include "ranks.hpp"

namespace lazyrisk::app {
namespace {

/// Fields that follow from others, or are said otherwise.
bool derived(const std::string& name) {
    static const std::vector<std::string> names{"psi1", "psi2", "alpha", "beta", "scale", "scale_width", "degrees", "ridge", "ridge_convention"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

nlohmann::ordered_json number(double x) {
    if (is_infinite(x)) return "inf";
    return x;
}

/// The fields of a problem that are neither derived nor the ridge.
nlohmann::ordered_json fields_of(const MeasuredPoint& point) {
    const Record record({point.question});
    Row row;
    record.append_problem(row, point.question, point.theory);
    const std::vector<std::string> columns = record.problem_columns();
    nlohmann::ordered_json text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (derived(columns[i]) || std::holds_alternative<std::monostate>(row[i])) continue;
        // a training to the end is no other problem, and steps are time over step size
        if (columns[i] == "steps" || ((columns[i] == "time" || columns[i] == "step_size") && point.theory.training.finished())) continue;
        const std::size_t dot = columns[i].find('.');
        auto& place = dot == std::string::npos ? text[columns[i]] : text[columns[i].substr(0, dot)][columns[i].substr(dot + 1)];
        if (const double* x = std::get_if<double>(&row[i])) place = number(*x);
        else place = std::get<std::string>(row[i]);
    }
    return text;
}

}  // namespace

std::string eigenvalues_text(const MeasuredPoint& point) {
    nlohmann::ordered_json text{{"verb", "density"}};
    const nlohmann::ordered_json fields = fields_of(point);
    for (const auto& [name, value] : fields.items())
        if (name != "energy" && name != "target" && name != "noise" && name != "ensemble") text[name] = value;
    text["arithmetic"] = arithmetic_version;
    return text.dump();
}

std::string problem_text(const MeasuredPoint& point, double total_ridge, const std::string& together, const SimulationOptions& options) {
    nlohmann::ordered_json text = fields_of(point);
    text["ridge"] = number(total_ridge);
    text["ridge_convention"] = "total";
    text["estimator"] = options.estimator;
    if (options.estimator != "exact") {
        text["test_points"] = options.test_points;
        text["plan"] = options.plan;
        text["precision"] = options.precision;
    }
    if (!together.empty()) text["together"] = hash_of_text(together).substr(0, 16);
    text["blas_threads"] = options.blas_threads;
    text["arithmetic"] = arithmetic_version;
    return text.dump();
}

Results::Results(std::vector<std::string> problems, const SimulationOptions& options, bool quiet)
    : problems_(std::move(problems)), seed_(options.seed), quiet_(quiet) {
    const char* named = std::getenv("LAZYRISK_STORE");
    const bool none = options.no_store || (options.store.empty() && named && *named == '\0');
    if (none || !Ranks::leads()) return;
    try {
        store_ = std::make_unique<Store>(options.store.empty() ? default_store() : options.store);
    } catch (const StoreError& error) {
        if (!options.store.empty()) throw;
        warn(quiet_, std::string(error.what()) + "; results are not kept (--no-store says so at once)");
    }
}

Memory Results::memory() {
    if (!store_) return {};
    const auto recall = [this](std::size_t point) {
        std::vector<FinishedTrial> known;
        try {
            for (StoredUnit& u : store_->find(problems_[point], seed_)) known.push_back({point, u.trial, std::move(u.values), u.seconds});
        } catch (const StoreError& error) {
            warn(quiet_, error.what());
            known.clear();
        }
        return known;
    };
    const auto keep = [this](std::span<const FinishedTrial> done) {
        for (const FinishedTrial& d : done)
            if (std::any_of(d.seen.begin(), d.seen.end(), [](double value) { return std::isnan(value); })) throw NotConverged(no_number);
        std::vector<NewUnit> units;
        for (const FinishedTrial& d : done) units.push_back({problems_[d.point], seed_, d.trial, d.seen, d.seconds});
        try {
            store_->add(units);
        } catch (const StoreError& error) {
            warn(quiet_, std::string(error.what()) + "; results are printed but no longer kept");
        }
    };
    return {recall, keep};
}

TrialRunner kept_trials(std::vector<std::string> problems, const SimulationOptions& options, int threads, bool quiet) {
    return [problems = std::move(problems), options, threads, quiet](TrialPlan plan) {
        plan.shard = options.shard - 1, plan.shards = options.shards;
        Results results(problems, options, quiet);
        const KeepsWork keeps;
        const int asked = threads == 0 && Ranks::count() > 1 ? 1 : threads;  // a rank a core
        const std::unique_ptr<Executor> executor = make_executor(threads_within_memory(asked, plan.memory));
        return run_trials(plan, *executor, results.memory());
    };
}

}  // namespace lazyrisk::app
