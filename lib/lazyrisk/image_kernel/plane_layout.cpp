// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <algorithm>
#include <cstdlib>

#include "lazyrisk/image_kernel/arc_cosine.hpp"
#include "lazyrisk/image_kernel/plane_engine.hpp"

namespace lazyrisk {
namespace {

template <class Real>
PassNumbers<Real> pass_numbers(const PlanePass& pass) {
    constexpr int degree = PassNumbers<Real>::degree;
    static const ArcCosinePolynomials polynomials = arc_cosine_polynomials(degree);
    const PixelActivation& s = pass.activation;
    PassNumbers<Real> k;
    const double scale = pass.convolution ? 1.0 / pass.pixels() : 1;
    k.scale = Real(scale);
    k.bias = Real(pass.bias);
    k.joined = Real(pass.joined ? 1 : 0);
    k.first = Real(pass.untrained ? 0 : 1);
    if (s.kind == PixelKind::arc_cosine) {
        k.line = Real(s.line + s.bend / 2);
        k.half = Real(s.bend / 2);
        // the mean over the filter comes with the slope
        k.slope_line = Real(scale * (s.line + s.bend / 2));
        k.slope_half = Real(scale * s.bend / 2);
        for (std::size_t j = 0; j <= std::size_t(degree); ++j) {
            k.arc[j] = Real(scale * s.bend * polynomials.arc[j]);
            k.rest[j] = Real(s.bend * polynomials.rest[j]);
        }
    }
    return k;
}

template <class Real>
std::vector<Real> series_of(const PixelActivation& s) {
    std::vector<Real> series;
    if (s.kind == PixelKind::embedding)
        for (const double c : embedding_series(s.gamma, sizeof(Real) == 4 ? 1e-9 : 1e-17))
            series.push_back(Real(s.bend * c));
    return series;
}

FlatTargets flat_targets(const std::vector<std::vector<AxisTarget>>& places) {
    FlatTargets flat{{0}, {}};
    for (const auto& place : places) {
        flat.list.insert(flat.list.end(), place.begin(), place.end());
        flat.begin.push_back(int(flat.list.size()));
    }
    return flat;
}

template <class Real>
std::vector<std::vector<Real>> rounded(const std::vector<std::vector<double>>& weights) {
    std::vector<std::vector<Real>> all;
    for (const auto& place : weights) all.emplace_back(place.begin(), place.end());
    return all;
}

template <class Real>
StageLayout<Real> stage_layout(const PlaneStage& stage, bool own) {
    StageLayout<Real> layout;
    const StageAxis &rows = own ? stage.own_rows : stage.rows, &columns = own ? stage.own_columns : stage.columns;
    layout.padding = stage.largest_radius();
    layout.stride = columns.size + 2 * layout.padding;
    for (const PlanePass& pass : stage.passes) {
        layout.passes.push_back(pass_numbers<Real>(pass));
        layout.series.push_back(series_of<Real>(pass.activation));
        layout.passes.back().series = layout.series.back().data();
        layout.passes.back().terms = layout.series.back().size();
    }
    for (const int d : rows.shifts)
        for (std::size_t j = 0; j < columns.shifts.size(); ++j) {
            layout.offset.push_back(layout.size);
            layout.size += std::size_t(rows.size - std::abs(d) + 2 * layout.padding) * std::size_t(layout.stride);
        }
    for (const auto& one : rows.targets) layout.rows.push_back(flat_targets(one));
    for (const auto& one : columns.targets) layout.columns.push_back(flat_targets(one));
    layout.row_end = rounded<Real>(rows.end);
    layout.column_end = rounded<Real>(columns.end);
    return layout;
}

}  // namespace

template <class Real>
PlaneLayout<Real>::PlaneLayout(const KernelPlan& of, bool alone) : plan(&of), own(alone) {
    const std::size_t count = own ? of.own_stages : of.stages.size();
    for (const PlaneStage& stage : of.stages) {
        const std::size_t pixels = std::size_t(stage.rows.size) * std::size_t(stage.columns.size);
        for (const PlanePass& pass : stage.passes) {
            if (pass.layer < 0) continue;
            layer_offset.push_back(variances);
            feature_offset.push_back(features);
            layer_scale.push_back(pass.convolution ? 1.0 / pass.pixels() : 1);
            variances += pixels;
            if (pass.activation.dual) features += pixels * pass.activation.dual->features();
        }
        if (stages.size() == count) continue;
        stages.push_back(stage_layout<Real>(stage, own));
        const std::size_t padding = 2 * std::size_t(stages.back().padding);
        work = std::max(work, (std::size_t(stage.rows.size) + padding) * (std::size_t(stage.columns.size) + padding));
    }
}

template <class Real>
PlaneWork<Real>::PlaneWork(const PlaneLayout<Real>& layout) {
    constexpr std::size_t lanes = std::size_t(pair_lanes<Real>);
    const bool tangent = layout.plan->tangent && !layout.own;
    for (std::size_t i = 0; i < 4; ++i) buffers[i].assign(tangent || i % 2 == 0 ? layout.work * lanes : 0, 0);
    for (std::size_t i = 0; i < layout.stages.size(); ++i) {
        const std::size_t width = std::size_t(layout.stages[i].stride) * lanes;
        for (auto& one : row) one.resize(std::max(one.size(), width), 0);
        s.emplace_back(i == 0 ? 0 : layout.stages[i].size * lanes, Real(0));
        t.emplace_back(i == 0 || !tangent ? 0 : layout.stages[i].size * lanes, Real(0));
    }
}

template struct PlaneLayout<float>;
template struct PlaneLayout<double>;
template struct PlaneWork<float>;
template struct PlaneWork<double>;

}  // namespace lazyrisk
