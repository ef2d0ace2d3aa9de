// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/prediction/predict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "lazyrisk/linear/blas_threads.hpp"
#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/pool/beyond.hpp"
#include "lazyrisk/pool/classification.hpp"
#include "lazyrisk/pool/finite_population.hpp"
#include "lazyrisk/pool/iid_population.hpp"
#include "lazyrisk/pool/population_flow.hpp"
#include "lazyrisk/simulate/trials.hpp"
#include "lazyrisk/words/error.hpp"
#include "lazyrisk/words/number.hpp"
#include "lazyrisk/words/shortened.hpp"

namespace lazyrisk {
namespace {

/// Residuals share their training set: errors between data sets are larger than those of independent points. (17.15)
constexpr double shared_residuals = 1.5;

void take(const PoolErrors& errors, Prediction& p) {
    p.test_error = errors.test_error;
    p.bias = errors.bias, p.variance = errors.variance, p.train_error = errors.train_error;
    p.degrees_of_freedom = errors.degrees_of_freedom;
}

/// Standard deviation of a mean over points, between sets of them.
double deviation_of_mean(const SiteImages& images) {
    const std::size_t count = images.bias.size();
    double mean = 0, square = 0;
    for (std::size_t i = 0; i < count; ++i)
        mean += (images.bias[i] + images.variance[i] + images.noise[i]) / double(count);
    for (std::size_t i = 0; i < count; ++i)
        square += std::pow(images.bias[i] + images.variance[i] + images.noise[i] - mean, 2) / double(count);
    return shared_residuals * std::sqrt(square / double(count));
}

void add_left_out(const DataProblem& problem, const PreparedPool& pool, Prediction& p) {
    const double all = pool.pool().points() - 1;
    try {
        const LeaveOneOut& out = pool.leave_one_out(problem.total_ridge(all));
        p.loo_error = out.mse, p.gcv = out.gcv;
        if (!pool.pool().label.empty()) p.loo_class_error = out.class_error;
    } catch (const DomainError&) {  // no fit to all points but one, as without a ridge: others may have theirs
    }
}

/// The kernel's own fits to the points as they are, which leave-one-out tells of.
bool is_plain(const DataProblem& p) {
    return p.noise == 0 && p.flip == 0 && is_infinite(p.width) && is_infinite(p.time);
}

/// What n = M - 1 leaves, exactly, of the points as they are.
Prediction left_out(const DataProblem& problem, const PreparedPool& pool, Prediction p) {
    p.samples = pool.pool().points() - 1;
    const LeaveOneOut& out = pool.leave_one_out(problem.total_ridge(p.samples));
    p.method = "loo";
    p.test_error = out.mse, p.test_error_sd = out.mse_error;
    p.train_error = out.train_error, p.degrees_of_freedom = out.degrees_of_freedom;
    if (!pool.pool().label.empty()) p.class_error = out.class_error, p.class_error_sd = out.class_error_error;
    return p;
}

/// Point by point, with the classes where there are some.
struct BySites {
    SiteResolved errors;
    std::optional<PoolClasses> classes;
};

BySites sites_of(const PoolSetting& setting, const PreparedPool& pool) {
    const bool labels = !pool.pool().label.empty();
    BySites found;
    if (is_infinite(setting.ridge)) {  // nothing is learned: there is no equation
        found.errors = site_resolved(pool.pool(), setting);
        if (labels) found.classes = classification(pool.pool(), setting);
        return found;
    }
    // all of them learned is no question to the spectrum, and needs no start
    const SiteField start =
        setting.samples < pool.pool().points() ? site_start(finite_population(pool.spectrum(), setting)) : SiteField{};
    const SiteEquivalent equivalent(pool.pool(), setting, start);
    found.errors = site_resolved(equivalent);
    if (labels && !equivalent.peak()) found.classes = classification(equivalent);
    return found;
}

void by_sites(const PoolSetting& setting, const PreparedPool& pool, Prediction& p) {
    const BySites found = sites_of(setting, pool);
    take(found.errors, p);
    p.effective_ridge = found.errors.effective_ridge;
    if (!is_infinite(p.test_error)) p.test_error_sd = deviation_of_mean(found.errors.images);
    if (!found.classes) return;
    p.class_error = found.classes->class_error;
    if (setting.flip > 0) p.noisy_class_error = found.classes->noisy_class_error;
}

void by_population(const PoolSetting& setting, const PreparedPool& pool, Prediction& p) {
    const PopulationErrors found = population_flow(pool.spectrum(), setting);
    take(found, p);
    if (is_infinite(setting.time)) p.effective_ridge = found.effective_ridge;
}

void by_iid(const PoolSetting& setting, const PreparedPool& pool, Prediction& p) {
    const Risk<> risk = iid_population(pool.spectrum(), setting);
    p.test_error = risk.test_error;
    p.bias = risk.bias, p.variance = risk.variance, p.train_error = risk.train_error;
    p.degrees_of_freedom = risk.degrees_of_freedom, p.effective_ridge = risk.effective_ridge;
}

/// At more samples than there are points: a law through what the pool has.
void by_law(const DataProblem& problem, const PreparedPool& pool, Prediction& p) {
    if (pool.pool().tested_apart())
        throw DomainError("samples", p.samples,
                          "there are " + to_text(p.pool) +
                              " points to learn from; the law beyond them is not of points that only test");
    if (!is_plain(problem))
        throw NotCovered(
            fmt::format("the law beyond the {} points there are is of their kernel and their labels as "
                        "they stand: leave out `width`, `noise`, `flip` and `time`, or take fewer samples",
                        to_text(p.pool)));
    if (problem.ridge_convention == DataRidge::mean)
        throw NotCovered(
            "the law beyond the points there are is of a ridge that is added to the kernel matrix: give "
            "`ridge` in the convention total");
    const Beyond found = pool.beyond(problem.ridge).at(p.samples);
    p.method = "beyond";
    p.test_error = found.mse.value, p.test_error_sd = found.mse.error, p.slope = found.mse.slope;
    if (!pool.pool().label.empty()) p.class_error = found.class_error.value, p.class_error_sd = found.class_error.error;
}

}  // namespace

Prediction predict(const DataProblem& problem, const PreparedPool& pool) {
    const double points = pool.pool().points();
    const double most = pool.pool().most_samples();
    Prediction p{.samples = problem.samples.value_or(most),
                 .pool = points,
                 .scale = pool.pool().scale,
                 .checksum = pool.set().checksum};
    const bool plain = is_plain(problem);
    if (plain) add_left_out(problem, pool, p);
    if (!problem.samples && !pool.pool().tested_apart()) {
        if (!plain)
            throw DomainError(
                "`samples` is missing: leaving one out is of the points as they are; with `width`, "
                "`noise`, `flip` or `time` give the number of points to learn from");
        return left_out(problem, pool, p);
    }
    if (p.samples >= points && problem.method == PredictionMethod::population)
        throw DomainError("samples", p.samples,
                          "`method` population is for fewer samples than the " + to_text(points) +
                              " points there are; site has a law beyond");
    if (!pool.pool().can_train(p.samples) && problem.method == PredictionMethod::site) {
        by_law(problem, pool, p);
        return p;
    }
    const PoolSetting setting = setting_of(problem, p.samples);
    p.method = word_of(problem.method);
    switch (problem.method) {
        case PredictionMethod::site:
            by_sites(setting, pool, p);
            break;
        case PredictionMethod::population:
            by_population(setting, pool, p);
            break;
        case PredictionMethod::iid:
            by_iid(setting, pool, p);
            break;
    }
    return p;
}

namespace {

/// Problems of one pool, over threads: each holds some matrices of the pool's size.
void predict_group(std::span<const DataProblem> problems, std::span<Prediction> found, const PreparedPool& pool,
                   int threads, const Host& host) {
    const double matrix = 8.0 * pool.pool().points() * pool.pool().points();
    const BlasThreads blas(1);
    parallel_for(problems.size(), threads_within_memory(threads, 6 * matrix), [&](std::size_t i) {
        if (host.interrupted()) return;
        try {
            found[i] = predict(problems[i], pool);
        } catch (const DomainError& error) {
            found[i].status = std::string("domain: ") + error.what();
        } catch (const NotCovered& error) {
            found[i].status = std::string("not-covered: ") + error.what();
        } catch (const NotConverged& error) {
            found[i].status = std::string("not-converged: ") + error.what();
        }
        found[i].answered = found[i].status == "ok";
        if (!found[i].answered) {
            found[i].samples = problems[i].samples.value_or(pool.pool().most_samples());
            found[i].pool = pool.pool().points(), found[i].scale = pool.pool().scale;
            found[i].checksum = pool.set().checksum, found[i].method = word_of(problems[i].method);
        }
        found[i].computed = true;
    });
}

}  // namespace

std::vector<Prediction> predict_all(const std::vector<DataProblem>& problems, Pools& pools, int threads,
                                    const Host& host) {
    std::vector<Prediction> found(problems.size());
    pools.for_each(problems, [&](std::size_t begin, std::size_t end, const PreparedPool& pool) {
        host.progress(fmt::format("{} of {} points", begin, problems.size()));
        predict_group(std::span(problems).subspan(begin, end - begin), std::span(found).subspan(begin, end - begin),
                      pool, threads, host);
    });
    host.progress("");
    // those from the first on that are whole
    const auto last = std::find_if(found.begin(), found.end(), [](const Prediction& p) { return !p.computed; });
    found.erase(last, found.end());
    if (!found.empty() && std::none_of(found.begin(), found.end(), [](const Prediction& p) { return p.answered; })) {
        const std::string& why = found.front().status;
        const std::string sentence = why.substr(why.find(' ') + 1);
        if (why.starts_with("domain")) throw DomainError(sentence);
        if (why.starts_with("not-covered")) throw NotCovered(sentence);
        throw NotConverged(sentence);
    }
    for (Prediction& p : found) p.status = shortened(p.status);
    return found;
}

std::vector<PointPrediction> predict_points(const DataProblem& problem, const PreparedPool& pool) {
    if (problem.method != PredictionMethod::site)
        throw DomainError("method", word_of(problem.method), "points are told apart by site alone");
    const double points = pool.pool().points(), samples = problem.samples.value_or(points);
    if (!pool.pool().can_train(samples))
        throw DomainError("`samples` is missing: the error of a point is an average over training sets of fewer than " +
                          to_text(points) + " points");
    const BySites found = sites_of(setting_of(problem, samples), pool);
    const SiteImages& images = found.errors.images;
    const DataSet& set = pool.tested();
    std::vector<PointPrediction> list;
    for (std::size_t i = 0; i < images.bias.size(); ++i)
        list.push_back({set.row[i], set.label.empty() ? "" : set.classes[std::size_t(set.label[i])], images.bias[i],
                        images.variance[i], found.classes ? std::optional(found.classes->image[i]) : std::nullopt});
    return list;
}

std::vector<std::string> cautions(const DataProblem& problem, const Prediction& p) {
    std::vector<std::string> list;
    if (!p.answered) return list;
    if (p.method == "iid" && p.samples > p.pool / 50)
        list.push_back(
            fmt::format("`method` iid takes the {} points for all there are, so that some of its test points "
                        "were learned: it is low by about {:.0f} % at {} samples; site is not",
                        to_text(p.pool), std::min(99.0, 100 * p.samples / p.pool), to_text(p.samples)));
    if (p.method == "site" && p.class_error && p.samples < std::min(100.0, p.pool))
        list.push_back("class errors of fewer than 100 samples come out low by 3 to 8 %");
    if (p.method == "site" && p.class_error && problem.flip > 0)
        list.emplace_back("class errors under flips come out low, by 6 to 18 % where it was tried");
    if (p.method != "beyond" && p.method != "loo" && problem.data.test.empty() && p.samples < p.pool &&
        p.pool - p.samples < 200)
        list.push_back(fmt::format("at {} samples fewer than 200 of the {} points are left to test on",
                                   to_text(p.samples), to_text(p.pool)));
    if (p.method == "beyond" && p.samples > 8 * p.pool)
        list.push_back(
            fmt::format("{} samples are more than eight times the {} points there are; the law was tried up "
                        "to there, and curves flatten",
                        to_text(p.samples), to_text(p.pool)));
    if (p.slope && *p.slope > 0)
        list.push_back(
            fmt::format("with {} the error of the {} points there are grows with samples, as near a peak of "
                        "double descent; a power law says nothing there, a larger `ridge` would move it",
                        problem.gram.empty() ? problem.kernel : problem.gram, to_text(p.pool)));
    if (problem.precision == KernelPrecision::in_single && problem.gram.empty() &&
        problem.total_ridge(p.samples) < 1e-4)
        list.push_back(
            "a ridge below 0.0001 asks for `kernel-precision` double: rounding of single precision is of "
            "its size");
    return list;
}

}  // namespace lazyrisk
