// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/kept_trials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "lazyrisk/record/column.hpp"
#include "lazyrisk/simulate/arithmetic.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/sha1.hpp"

namespace lazyrisk {
namespace {

nlohmann::ordered_json number(double x) {
    if (is_infinite(x)) return "inf";
    return x;
}

/// The fields of a problem that its trials depend on, the ridge left out.
nlohmann::ordered_json fields_of(const MeasuredPoint& point) {
    nlohmann::ordered_json text;
    const Recorded source(point.question, point.theory);
    for (const Column& column : columns_of({point.question})) {
        if (!column.of_problem() || column.role == Column::Role::derived) continue;
        // a training to the end is no other problem
        if ((column.name == "time" || column.name == "step_size") && point.theory.training.finished()) continue;
        const Cell cell = column.cell(source);
        if (std::holds_alternative<std::monostate>(cell)) continue;
        const std::size_t dot = column.name.find('.');
        auto& place = dot == std::string::npos ? text[column.name]
                                               : text[column.name.substr(0, dot)][column.name.substr(dot + 1)];
        if (const double* x = std::get_if<double>(&cell))
            place = number(*x);
        else
            place = std::get<std::string>(cell);
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

std::string problem_text(const MeasuredPoint& point, double total_ridge, const std::string& together,
                         const SimulationSettings& settings) {
    nlohmann::ordered_json text = fields_of(point);
    text["ridge"] = number(total_ridge);
    text["ridge_convention"] = "total";
    text["estimator"] = word_of(settings.estimator);
    if (settings.estimator != Estimator::exact) {
        text["test_points"] = settings.test_points;
        text["plan"] = word_of(settings.plan);
        text["precision"] = word_of(settings.precision);
    }
    if (!together.empty()) text["together"] = hash_of_text(together).substr(0, 16);
    text["blas_threads"] = settings.blas_threads;
    text["arithmetic"] = arithmetic_version;
    return text.dump();
}

SimulationSettings keepable(SimulationSettings settings, const Question& q) {
    if (!q.has_own_parts()) return settings;
    if (!settings.store.empty())
        throw DomainError("store", settings.store,
                          "trials of a function or spectrum that is given by its values alone cannot be told from "
                          "those of another one later; give it by name, formula or file, or leave the store out");
    settings.no_store = true;
    return settings;
}

KeptTrials::KeptTrials(std::vector<std::string> problems, const SimulationSettings& settings, const Host& host)
    : problems_(std::move(problems)), seed_(settings.seed), host_(host) {
    const char* named = std::getenv("LAZYRISK_STORE");
    const bool none = settings.no_store || (settings.store.empty() && named && *named == '\0');
    if (none || !host.leads) return;
    try {
        store_ = std::make_unique<Store>(settings.store.empty() ? default_store() : settings.store);
    } catch (const StoreError& error) {
        if (!settings.store.empty()) throw;
        host_.warning(std::string(error.what()) + "; results are not kept (`no_store` says so at once)");
    }
}

Memory KeptTrials::memory() {
    if (!store_) return {};
    const auto recall = [this](std::size_t point) {
        std::vector<FinishedTrial> known;
        try {
            for (StoredUnit& u : store_->find(problems_[point], seed_))
                known.push_back({point, u.trial, std::move(u.values), u.seconds});
        } catch (const StoreError& error) {
            host_.warning(error.what());
            known.clear();
        }
        return known;
    };
    const auto keep = [this](std::span<const FinishedTrial> done) {
        for (const FinishedTrial& d : done)
            if (std::any_of(d.seen.begin(), d.seen.end(), [](double value) { return std::isnan(value); }))
                throw NotConverged(no_number);
        std::vector<NewUnit> units;
        for (const FinishedTrial& d : done) units.push_back({problems_[d.point], seed_, d.trial, d.seen, d.seconds});
        try {
            store_->add(units);
        } catch (const StoreError& error) {
            host_.warning(std::string(error.what()) + "; results are printed but no longer kept");
        }
    };
    return {recall, keep};
}

TrialRunner kept_trials(std::vector<std::string> problems, const SimulationSettings& settings, int threads,
                        const Host& host) {
    return [problems = std::move(problems), settings, threads, host](TrialPlan plan) {
        plan.shard = settings.shard - 1, plan.shards = settings.shards;
        KeptTrials kept(problems, settings, host);
        const std::unique_ptr<Executor> executor =
            host.executor(threads_within_memory(host.threads(threads), plan.memory));
        return run_trials(plan, *executor, kept.memory());
    };
}

}  // namespace lazyrisk
