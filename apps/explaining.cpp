#include "explaining.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace lazyrisk::app {
namespace {

template <class F>
double seconds(const F& f) {
    const auto start = std::chrono::steady_clock::now();
    f();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Flops a second of a matrix product on one core.
double product_rate(int blas_threads) {
    const BlasThreads threads(blas_threads);
    constexpr int n = 512;
    Matrix a(n, n);
    Draw{}.stream(Role::noise).normals(a.all());
    static_cast<void>(times(a, a));  // the first one wakes the threads
    return 2.0 * n * n * n / seconds([&] { static_cast<void>(times(a, a)); });
}

/// Seconds a feature or a kernel entry, its share of the product left out.
double entry_cost(const Experiment& e, const TrialWork& work, double rate) {
    constexpr int side = 128;
    const Draw draw{};
    const Matrix x = e.world.inputs(0, side, draw.stream(Role::data));
    const double d = e.world.dimension;
    if (work.kernel.empty()) {
        const FeatureMap map = e.world.features(0, side, draw.stream(Role::features));
        const double count = double(side) * side * e.world.features_per_neuron;
        return std::max(0.0, seconds([&] { static_cast<void>(map(x)); }) / count - 2 * d / rate / e.world.features_per_neuron);
    }
    const int neurons = std::max(1, work.kernel.back().size);  // of drawn neurons an entry is a sum over them
    const DrawnKernel kernel = work.kernel.back().size == 0 ? DrawnKernel{e.world.gram, e.world.kernel}
                                                            : e.world.drawn_kernel(std::min(neurons, 256), draw.stream(Role::features));
    const double count = double(side) * side * std::min(neurons, 256);
    return std::max(0.0, seconds([&] { static_cast<void>(kernel.cross(x, x)); }) / count - 2 * d / rate);
}

std::string range(const char* name, int low, int high) {
    return low == high ? fmt::format("{} {}", name, low) : fmt::format("{} {} to {}", name, low, high);
}

void describe(std::string& text, const char* matrix, const char* common, const char* block, const std::vector<FitGroup>& groups, int per_neuron) {
    for (const FitGroup& g : groups) {
        int low = g.systems.front().size, high = low;
        for (const LeadingSystem& s : g.systems) low = std::min(low, s.size), high = std::max(high, s.size);
        std::vector<double> distinct;
        for (const LeadingSystem& s : g.systems) distinct.push_back(g.how == Factoring::cholesky ? s.shift : s.size);
        std::sort(distinct.begin(), distinct.end());
        const auto count = std::unique(distinct.begin(), distinct.end()) - distinct.begin();
        const char* plural = count == 1 ? "" : "s";
        text += fmt::format("    {}{}, {}: {} {}{} for {} fit{}\n", matrix, g.size > 0 ? fmt::format(" of {} {}", g.size, common) : "",
                            range(block, low / per_neuron, high / per_neuron), count,
                            g.how == Factoring::cholesky ? "Cholesky factor" : "eigendecomposition", plural, g.systems.size(),
                            g.systems.size() == 1 ? "" : "s");
    }
}

std::string time(double s) {
    if (s < 1) return fmt::format("{:.2g} ms", 1e3 * s);
    return s < 120 ? fmt::format("{:.2g} s", s) : s < 7200 ? fmt::format("{:.0f} min", s / 60) : fmt::format("{:.1f} h", s / 3600);
}

}  // namespace

std::string explanation(const Campaign& campaign, const SimulationOptions& options) {
    constexpr double factor_efficiency = 0.85;  // of a product's rate, measured at orders 500 to 4000
    const double rate = product_rate(options.blas_threads);
    std::size_t points = 0;
    for (const Family& f : campaign.families()) points += f.points.size();
    std::string text = fmt::format("plan {}: {} point{} in {} famil{}, {} trial{} each{}\n", options.plan, points, points == 1 ? "" : "s",
                                   campaign.families().size(), campaign.families().size() == 1 ? "y" : "ies", options.trials,
                                   options.trials == 1 ? "" : "s", options.until > 0 ? " at first" : "");
    double whole = 0, memory = 0;
    for (std::size_t i = 0; i < campaign.families().size(); ++i) {
        const Family& f = campaign.families()[i];
        const TrialWork& w = f.work;
        const bool exact = f.experiment.test_points == 0;
        const double one = (w.product_flops + w.solve_flops) / rate + w.factor_flops / (factor_efficiency * rate) +
                           (exact ? 0 : w.entries * entry_cost(f.experiment, w, rate));
        whole += one;
        memory = std::max(memory, w.memory);
        constexpr std::size_t shown = 20;
        if (i == shown) text += fmt::format("  ... and {} more\n", campaign.families().size() - shown);
        if (i >= shown) continue;
        text += fmt::format("  family {}: {} point{}, {} distinct fit{}\n", i + 1, f.points.size(), f.points.size() == 1 ? "" : "s",
                            w.fits.size(), w.fits.size() == 1 ? "" : "s");
        if (exact) {
            text += fmt::format("    exact average: {:.3g} flop, {:.3g} GB, about {}\n", w.factor_flops, w.memory / 1e9, time(one));
            continue;
        }
        describe(text, "S^T S", "samples", "width", w.primal, f.experiment.world.features_per_neuron);
        describe(text, "S S^T", "neurons", "samples", w.dual, 1);
        describe(text, "kernel matrix", "neurons", "samples", w.kernel, 1);
        text += fmt::format("    a trial: {:.3g} flop (products {:.3g}, factors {:.3g}, solves {:.3g}), {:.3g} entries, {:.3g} GB, about {}\n",
                            w.flops(), w.product_flops, w.factor_flops, w.solve_flops, w.entries, w.memory / 1e9, time(one));
    }
    const int threads = campaign.threads();
    text += fmt::format("  in all {} units on {} thread{}, {:.3g} GB at {:.3g} Gflop/s a thread: about {}\n",
                        campaign.families().size() * std::size_t(options.trials), threads, threads == 1 ? "" : "s", memory * threads / 1e9, rate / 1e9,
                        time(whole * options.trials / threads));
    return text;
}

}  // namespace lazyrisk::app
