// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/simulate/trial_work.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace lazyrisk {
namespace {

std::vector<FitGroup> groups(const TrialWork& work, Route route, int per_neuron) {
    std::map<int, FitGroup> by_size;
    for (std::size_t i = 0; i < work.fits.size(); ++i) {
        const TrialFit& f = work.fits[i];
        if (f.route != route) continue;
        FitGroup& group = by_size[route == Route::primal ? f.samples : f.width];
        group.fits.push_back(i);
        // features are not divided by sqrt(width) before they are multiplied: the ridge is multiplied instead
        const double scale = route == Route::kernel ? 1 : f.width;
        // the flow is that of K/n
        const double unit = scale * f.samples;
        group.systems.push_back({route == Route::primal ? f.width * per_neuron : f.samples,
                                 scale * f.ridge,
                                 {f.training.time / unit, f.training.step / unit}});
    }
    std::vector<FitGroup> list;
    for (auto& [size, group] : by_size) {
        group.size = size;
        group.how = cheaper_factoring(group.systems);
        list.push_back(std::move(group));
    }
    return list;
}

}  // namespace

int block_rows(int features) { return std::clamp((1 << 22) / std::max(features, 1), 64, 1024); }

TrialWork::TrialWork(const Experiment& e) {
    collect(e);
    if (e.test_points == 0)
        count_averages(e);
    else
        count_fits(e);
    if (!e.points.front().loss_text.empty()) count_losses(e);
}

void TrialWork::collect(const Experiment& e) {
    const int per_neuron = e.world.features_per_neuron;
    for (const TrialPoint& p : e.points) {
        const double columns = double(p.width) * per_neuron;
        const bool fewer = columns <= p.samples;
        const TrialFit fit{p.samples, p.width, p.ridge,
                           p.width == 0 || (e.world.drawn_kernel && !fewer) ? Route::kernel
                           : fewer                                          ? Route::primal
                                                                            : Route::dual,
                           p.training};
        const auto found = std::find(fits.begin(), fits.end(), fit);
        fit_of_point.push_back(std::size_t(found - fits.begin()));
        if (found == fits.end()) fits.push_back(fit);
        if (p.noise_variance > 0) labels = 2;
        samples = std::max(samples, p.samples);
        if (fit.route != Route::kernel) features = std::max(features, int(columns));
        if (fit.route == Route::primal) primal_features = std::max(primal_features, int(columns));
        if (fit.route == Route::dual) dual_samples = std::max(dual_samples, p.samples);
        if (fit.route == Route::kernel) kernel_samples = std::max(kernel_samples, p.samples);
    }
    primal = groups(*this, Route::primal, per_neuron);
    dual = groups(*this, Route::dual, per_neuron);
    kernel = groups(*this, Route::kernel, per_neuron);
}

/// Each point is a fit of its own, some ten factorizations; S or K is held whole.
void TrialWork::count_losses(const Experiment& e) {
    constexpr double steps = 10;
    double largest = 0;
    factor_flops = product_flops = 0;
    for (const TrialPoint& p : e.points) {
        const double n = p.samples, columns = double(p.width) * e.world.features_per_neuron;
        const double small = p.width == 0 ? n : std::min(n, columns), large = p.width == 0 ? n : std::max(n, columns);
        factor_flops += e.ensemble * steps * small * small * small / 3;
        product_flops += e.ensemble * steps * small * small * large;
        largest = std::max(largest, 4 * small * small + 2 * small * large);
    }
    factorizations = int(steps) * int(e.points.size()) * e.ensemble;
    memory += 8 * (largest + double(samples) * std::max<double>(features, kernel_samples));
}

void TrialWork::count_averages(const Experiment& e) {
    for (const TrialPoint& p : e.points) {
        factor_flops += e.world.averages->flops(p);
        memory =
            std::max(memory, e.world.averages->memory(p) + 8.0 * e.world.dimension * (double(p.samples) + p.width));
    }
    factorizations = int(e.points.size());
}

double TrialWork::count_factors(const std::vector<FitGroup>& list, double members) {
    double eigen = 0;
    for (const FitGroup& g : list) {
        factor_flops += members * factoring_flops(g.systems, g.how);
        int order = 0;
        std::vector<double> distinct;
        for (const LeadingSystem& s : g.systems) {
            order = std::max(order, s.size);
            distinct.push_back(g.how == Factoring::cholesky ? s.shift : s.size);
            solve_flops += members * 2 * labels * double(s.size) * s.size;
        }
        std::sort(distinct.begin(), distinct.end());
        factorizations += int(members) * int(std::unique(distinct.begin(), distinct.end()) - distinct.begin());
        if (g.how == Factoring::eigenvectors) eigen = std::max(eigen, double(order));
    }
    return eigen;
}

void TrialWork::count_fits(const Experiment& e) {
    const int per_neuron = e.world.features_per_neuron;
    const double d = e.world.dimension, t = e.test_points, r = labels, members = e.ensemble,
                 columns = r * double(fits.size());
    const double p = features, n_kernel = kernel_samples, n_dual = dual_samples, p_primal = primal_features;
    double eigen = 0;  // order of the largest decomposition
    for (const auto* list : {&primal, &dual, &kernel}) eigen = std::max(eigen, count_factors(*list, members));
    const double primal_rows = primal.empty() ? 0 : primal.back().size,
                 dual_columns = dual.empty() ? 0 : double(dual.back().size) * per_neuron;
    product_flops = members * (primal_rows * p_primal * p_primal + n_dual * n_dual * dual_columns);
    // training features twice (normal matrix and residuals, or kernel and coefficients), test features once
    const double feature_entries = members * (2 * primal_rows * p_primal + 2 * n_dual * dual_columns + t * p);
    double kernel_entries = 0;
    for (const FitGroup& g : kernel)
        kernel_entries += members * (n_kernel * n_kernel / 2 + t * n_kernel) * std::max(1, g.size);
    entries = feature_entries + kernel_entries;
    product_flops +=
        2 * d * feature_entries / per_neuron + 2 * d * (n_kernel * n_kernel / 2 + t * n_kernel) * double(kernel.size());
    solve_flops += 2 * members * columns *
                   (primal_rows * p_primal + n_dual * dual_columns + t * (p + n_kernel * double(kernel.size())));

    const double block = block_rows(features),
                 matrix = std::max({p_primal * p_primal, n_dual * n_dual, n_kernel * n_kernel});
    const double resident =
        d * (std::max(n_dual, n_kernel) + double(e.world.features_per_neuron > 0 ? p / per_neuron : 0)) + samples * r +
        members * columns * (p + n_kernel) + columns * std::max(n_dual, n_kernel);
    memory = 8 * (resident + matrix + 2 * eigen * eigen + 2 * block * std::max(p, n_kernel) +
                  (n_dual > 0 ? 1024 * n_dual : 0));
}

}  // namespace lazyrisk
