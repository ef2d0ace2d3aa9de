// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/simulate/pace.hpp"

namespace lazyrisk {
namespace {

/// Repeats work, which says how much it did, on each of these threads at once: as much as the load of the machine lets
/// it do then.
Pace measured(int threads, double seconds, const std::function<double()>& work) {
    using Clock = std::chrono::steady_clock;
    const auto since = [](Clock::time_point start) {
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    std::vector<Pace> paces{std::size_t(threads)};
    parallel_for(std::size_t(threads), threads, [&](std::size_t i) {
        static_cast<void>(work());  // the first one wakes the threads
        for (const auto begin = Clock::now(); paces[i].empty() || since(begin) < seconds;) {
            const auto start = Clock::now();
            const double amount = work();
            paces[i].add(amount, since(start));
        }
    });
    Pace all = paces.front();
    for (std::size_t i = 1; i < paces.size(); ++i) all.join(paces[i]);
    return all;
}

/// Flops of matrix products, a thread.
Pace product_pace(int threads) {
    constexpr int n = 512;
    Matrix a(n, n);
    Draw{}.stream(Role::noise).normals(entries(a));
    return measured(threads, 0.3, [&a] {
        static_cast<void>(Matrix(a * a));
        return 2.0 * n * n * n;
    });
}

/// Seconds a feature or a kernel entry, its share of the product left out.
Seconds entry_cost(const Experiment& e, const TrialWork& work, const Pace& products, int threads, double seconds) {
    constexpr int side = 128;
    const Draw draw{};
    const Matrix x = e.world.inputs(0, side, draw.stream(Role::data));
    const auto left = [&](const Pace& entries, double flops) {
        const Seconds whole = entries.time_of(1), product = products.time_of(flops);
        return Seconds{std::max(0.0, whole.low - product.low), std::max(0.0, whole.high - product.low)};
    };
    const double d = e.world.dimension;
    if (work.kernel.empty()) {
        const FeatureMap map = e.world.features(0, side, draw.stream(Role::features));
        const double count = double(side) * side * e.world.features_per_neuron;
        const Pace entries = measured(threads, seconds, [&] {
            static_cast<void>(map(x));
            return count;
        });
        return left(entries, 2 * d / e.world.features_per_neuron);
    }
    const int neurons = std::max(1, work.kernel.back().size);  // of drawn neurons an entry is a sum over them
    const DrawnKernel kernel = work.kernel.back().size == 0
                                   ? DrawnKernel{e.world.gram, e.world.kernel}
                                   : e.world.drawn_kernel(std::min(neurons, 256), draw.stream(Role::features));
    const double count = double(side) * side * std::min(neurons, 256);
    const Pace entries = measured(threads, seconds, [&] {
        static_cast<void>(kernel.cross(x, x));
        return count;
    });
    return left(entries, 2 * d);
}

std::string range(const char* name, int low, int high) {
    return low == high ? fmt::format("{} {}", name, low) : fmt::format("{} {} to {}", name, low, high);
}

void describe(std::string& text, const char* matrix, const char* common, const char* block,
              const std::vector<FitGroup>& groups, int per_neuron) {
    for (const FitGroup& g : groups) {
        int low = g.systems.front().size, high = low;
        for (const LeadingSystem& s : g.systems) low = std::min(low, s.size), high = std::max(high, s.size);
        std::vector<double> distinct;
        for (const LeadingSystem& s : g.systems) distinct.push_back(g.how == Factoring::cholesky ? s.shift : s.size);
        std::sort(distinct.begin(), distinct.end());
        const auto count = std::unique(distinct.begin(), distinct.end()) - distinct.begin();
        const char* plural = count == 1 ? "" : "s";
        text += fmt::format("    {}{}, {}: {} {}{} for {} fit{}\n", matrix,
                            g.size > 0 ? fmt::format(" of {} {}", g.size, common) : "",
                            range(block, low / per_neuron, high / per_neuron), count,
                            g.how == Factoring::cholesky ? "Cholesky factor" : "eigendecomposition", plural,
                            g.systems.size(), g.systems.size() == 1 ? "" : "s");
    }
}

}  // namespace

std::string plan_text(const Campaign& campaign, const SimulationSettings& settings) {
    constexpr double factor_efficiency = 0.85;  // of a product's rate, measured at orders 500 to 4000
    const int threads = campaign.threads();
    const BlasThreads blas(settings.blas_threads);
    const Pace products = product_pace(threads);
    std::size_t points = 0;
    for (const Family& f : campaign.families()) points += f.points.size();
    std::string text =
        fmt::format("plan {}: {} point{} in {} famil{}, {} trial{} each{}\n", word_of(settings.plan), points,
                    points == 1 ? "" : "s", campaign.families().size(), campaign.families().size() == 1 ? "y" : "ies",
                    settings.trials, settings.trials == 1 ? "" : "s", settings.until > 0 ? " at first" : "");
    Seconds whole;
    double memory = 0;
    for (std::size_t i = 0; i < campaign.families().size(); ++i) {
        const Family& f = campaign.families()[i];
        const TrialWork& w = f.work;
        const bool exact = f.experiment.test_points == 0;
        Seconds one = products.time_of(w.product_flops + w.solve_flops + w.factor_flops / factor_efficiency);
        if (!exact) {
            const Seconds entry =
                entry_cost(f.experiment, w, products, threads, 0.2 / double(campaign.families().size()));
            one.low += w.entries * entry.low;
            one.high += w.entries * entry.high;
        }
        whole.low += one.low;
        whole.high += one.high;
        memory = std::max(memory, w.memory);
        constexpr std::size_t shown = 20;
        if (i == shown) text += fmt::format("  ... and {} more\n", campaign.families().size() - shown);
        if (i >= shown) continue;
        text += fmt::format("  family {}: {} point{}, {} distinct fit{}\n", i + 1, f.points.size(),
                            f.points.size() == 1 ? "" : "s", w.fits.size(), w.fits.size() == 1 ? "" : "s");
        if (exact) {
            text += fmt::format("    exact average: {:.3g} flop, {:.3g} GB, about {}\n", w.factor_flops, w.memory / 1e9,
                                in_words(one));
            continue;
        }
        describe(text, "S^T S", "samples", "width", w.primal, f.experiment.world.features_per_neuron);
        describe(text, "S S^T", "neurons", "samples", w.dual, 1);
        describe(text, "kernel matrix", "neurons", "samples", w.kernel, 1);
        text += fmt::format(
            "    a trial: {:.3g} flop (products {:.3g}, factors {:.3g}, solves {:.3g}), {:.3g} entries, {:.3g} GB, "
            "about {}\n",
            w.flops(), w.product_flops, w.factor_flops, w.solve_flops, w.entries, w.memory / 1e9, in_words(one));
    }
    const std::string low = fmt::format("{:.2g}", products.slowest() / 1e9),
                      high = fmt::format("{:.2g}", products.fastest() / 1e9);
    const double turns = double(settings.trials) / threads;
    text += fmt::format(
        "  in all {} units on {} thread{}, {:.3g} GB at {} Gflop/s a thread: about {} at the load of this moment\n",
        campaign.families().size() * std::size_t(settings.trials), threads, threads == 1 ? "" : "s",
        memory * threads / 1e9, low == high ? high : low + " to " + high,
        in_words({whole.low * turns, whole.high * turns}));
    return text;
}

}  // namespace lazyrisk
