// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/image_kernel/kernel_plan.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// A linear map along one axis, [out][in].
using AxisMatrix = std::vector<std::vector<double>>;

AxisMatrix identity(int size) {
    AxisMatrix m(std::size_t(size), std::vector<double>(std::size_t(size), 0));
    for (std::size_t i = 0; i < m.size(); ++i) m[i][i] = 1;
    return m;
}

AxisMatrix product(const AxisMatrix& a, const AxisMatrix& b) {
    AxisMatrix m(a.size(), std::vector<double>(b.front().size(), 0));
    for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t k = 0; k < b.size(); ++k)
            if (a[i][k] != 0)
                for (std::size_t j = 0; j < m[i].size(); ++j) m[i][j] += a[i][k] * b[k][j];
    return m;
}

/// A rest of fewer than `window` pixels is left out.
AxisMatrix pool_matrix(int size, int window) {
    AxisMatrix m(std::size_t(size / window), std::vector<double>(std::size_t(size), 0));
    for (std::size_t i = 0; i < m.size(); ++i)
        for (std::size_t k = 0; k < std::size_t(window); ++k) m[i][i * std::size_t(window) + k] = 1.0 / window;
    return m;
}

AxisMatrix blur_matrix(int size, int radius) {
    AxisMatrix m(std::size_t(size), std::vector<double>(std::size_t(size), 0));
    for (int i = 0; i < size; ++i)
        for (int k = std::max(0, i - radius); k <= std::min(size - 1, i + radius); ++k)
            m[std::size_t(i)][std::size_t(k)] = 1.0 / (2 * radius + 1);
    return m;
}

/// The stages before their displacements are known: passes, and the maps behind them.
struct Draft {
    std::vector<PlaneStage> stages;
    std::vector<AxisMatrix> rows, columns;  ///< behind each stage
    bool global = false;                    ///< gap at the end, else flat
};

class Drafting {
public:
    Drafting(const LayeredImageKernel& kernel, DeepKind kind, const ImageShape& shape)
        : kernel_(kernel), tangent_(kind == DeepKind::ntk), height_(shape.height), width_(shape.width) {
        plan.shape = shape;
        plan.tangent = tangent_;
        begin_stage();
        for (const ArchitectureLayer& layer : kernel.architecture.layers) {
            ++number_;
            std::visit([&](const auto& one) { take(one); }, layer);
        }
        finish();
    }

    KernelPlan plan;
    Draft draft;

private:
    const LayeredImageKernel& kernel_;
    bool tangent_, pixels_ = true, gaussian_ = false, mapped_ = false, first_ = true;
    int height_, width_, number_ = 0;

    [[noreturn]] void fail(const std::string& sentence) const {
        throw DomainError("kernel", '"' + to_text(kernel_.architecture, ArchitectureOf::kernel) + '"',
                          "layer " + std::to_string(number_) + ": " + sentence);
    }
    void begin_stage() {
        draft.stages.emplace_back();
        draft.rows.push_back(identity(height_));
        draft.columns.push_back(identity(width_));
        mapped_ = false;
    }
    /// The pass that a layer of pixels belongs to.
    PlanePass& new_pass() {
        if (mapped_) begin_stage();
        return draft.stages.back().passes.emplace_back();
    }
    void take(const ConvolutionLayer& layer) {
        PlanePass& pass = new_pass();
        pass.convolution = true;
        pass.radius = layer.filter / 2;
        pass.first = first_;
        pass.untrained = first_ && kernel_.ends_fixed;
        first_ = false;
        gaussian_ = true;
    }
    void take(const ActivationLayer& layer) { activate(pixel_activation(layer.name, kernel_.weight, tangent_)); }
    void take(const ExponentialLayer& layer) { activate(pixel_embedding(layer.gamma, kernel_.weight)); }
    void activate(const PixelActivation& activation) {
        if (!gaussian_)
            fail(
                "an activation has a kernel behind a convolution or a dense layer, whose outputs are Gaussian; the "
                "numbers here are not");
        gaussian_ = false;
        if (!activation.homogeneous()) plan.homogeneous = false;
        if (!pixels_) {
            if (plan.dense.empty() || plan.dense.back().activation.kind != PixelKind::none) plan.dense.emplace_back();
            plan.dense.back().activation = activation;
            return;
        }
        PlaneStage& stage = draft.stages.back();
        const bool own = mapped_ || stage.passes.empty() || stage.passes.back().activation.kind != PixelKind::none;
        PlanePass& pass = own ? new_pass() : stage.passes.back();
        pass.activation = activation;
        pass.layer = plan.layers++;
        plan.has_duals = plan.has_duals || activation.kind == PixelKind::dual;
    }
    void map(const AxisMatrix& rows, const AxisMatrix& columns) {
        if (rows.empty() || columns.empty())
            fail("the " + std::to_string(height_) + " x " + std::to_string(width_) +
                 " pixels that are left are fewer than a pool takes; leave it out");
        draft.rows.back() = product(rows, draft.rows.back());
        draft.columns.back() = product(columns, draft.columns.back());
        height_ = int(rows.size());
        width_ = int(columns.size());
        mapped_ = true;
    }
    void take(const PoolLayer& layer) { map(pool_matrix(height_, layer.size), pool_matrix(width_, layer.size)); }
    void take(const BlurLayer& layer) { map(blur_matrix(height_, layer.radius), blur_matrix(width_, layer.radius)); }
    void take(const FlatLayer&) {
        pixels_ = false;
        // numbers behind an activation of flat pixels are those of each pixel: no scalar kernel has them
        gaussian_ = false;
    }
    void take(const GlobalPoolLayer&) {
        pixels_ = false;
        draft.global = true;
    }
    void take(const DenseLayer&) {
        if (pixels_) pixels_ = false, gaussian_ = false;
        plan.dense.push_back({.dense = true});
        first_ = false;
        gaussian_ = true;
    }
    /// Whether S + T or T stands behind a pass: what reads it next decides.
    void finish() {
        bool next_joins = !kernel_.ends_fixed;
        for (auto one = plan.dense.rbegin(); one != plan.dense.rend(); ++one) {
            one->joined = next_joins;
            next_joins = one->dense;
        }
        plan.joined = next_joins;
        for (auto stage = draft.stages.rbegin(); stage != draft.stages.rend(); ++stage)
            for (auto pass = stage->passes.rbegin(); pass != stage->passes.rend(); ++pass) {
                pass->joined = next_joins;
                next_joins = pass->convolution;
            }
        const int channels = plan.shape.channels;
        plan.start = plan.homogeneous ? 1 : 1.0 / channels;
        plan.factor = kernel_.ends_fixed && !draft.global ? double(height_) * width_ : 1;
    }
};

int shift_number(const std::vector<int>& shifts, int d) {
    const auto found = std::find(shifts.begin(), shifts.end(), d);
    return found == shifts.end() ? -1 : int(found - shifts.begin());
}

/// 0 first, then by size: planes of one size follow each other.
std::vector<int> in_order(const std::set<int>& shifts) {
    std::vector<int> list(shifts.begin(), shifts.end());
    std::sort(list.begin(), list.end(),
              [](int a, int b) { return std::abs(a) != std::abs(b) ? std::abs(a) < std::abs(b) : a < b; });
    return list;
}

/// Displacements that `map` takes to the needed ones of `next`, and where to; with `zero`, 0 as well.
StageAxis axis_before(const AxisMatrix& map, const std::vector<int>& next, bool zero) {
    const int size = int(map.front().size()), out = int(map.size());
    std::vector<std::vector<std::pair<int, double>>> column(static_cast<std::size_t>(size));
    for (int p = 0; p < size; ++p)
        for (int o = 0; o < out; ++o)
            if (const double w = map[std::size_t(o)][std::size_t(p)]; w != 0) column[std::size_t(p)].push_back({o, w});
    std::map<int, std::vector<std::vector<AxisTarget>>> found;
    std::set<int> shifts;
    if (zero) shifts.insert(0);
    for (int p = 0; p < size; ++p)
        for (int q = 0; q < size; ++q)
            for (const auto& [to_p, weight_p] : column[std::size_t(p)])
                for (const auto& [to_q, weight_q] : column[std::size_t(q)]) {
                    const int number = shift_number(next, to_q - to_p);
                    if (number < 0) continue;
                    const int d = q - p;
                    shifts.insert(d);
                    auto& places = found[d];
                    places.resize(std::size_t(size - std::abs(d)));
                    // places of a plane count from the first p that has a q
                    places[std::size_t(p - std::max(0, -d))].push_back(
                        {number, to_p - std::max(0, -(to_q - to_p)), weight_p * weight_q});
                }
    StageAxis axis{size, in_order(shifts), {}, {}};
    for (const int d : axis.shifts) {
        found[d].resize(std::size_t(size - std::abs(d)));
        axis.targets.push_back(std::move(found[d]));
    }
    return axis;
}

/// Weights of the end: gap has the product of what p and q leave of a mean, flat their sum over the diagonal.
StageAxis axis_at_end(const AxisMatrix& map, bool global, bool zero) {
    const std::size_t size = map.front().size(), out = map.size();
    std::map<int, std::vector<double>> found;
    std::set<int> shifts;
    if (zero) shifts.insert(0);
    std::vector<double> mean(size, 0);
    for (std::size_t p = 0; p < size; ++p)
        for (std::size_t o = 0; o < out; ++o) mean[p] += map[o][p] / double(out);
    for (int p = 0; p < int(size); ++p)
        for (int q = 0; q < int(size); ++q) {
            double weight = global ? mean[std::size_t(p)] * mean[std::size_t(q)] : 0;
            if (!global)
                for (std::size_t o = 0; o < out; ++o)
                    weight += map[o][std::size_t(p)] * map[o][std::size_t(q)] / double(out);
            if (weight == 0) continue;
            const int d = q - p;
            shifts.insert(d);
            auto& places = found[d];
            places.resize(size - std::size_t(std::abs(d)), 0);
            places[std::size_t(p - std::max(0, -d))] = weight;
        }
    StageAxis axis{int(size), in_order(shifts), {}, {}};
    for (const int d : axis.shifts) {
        found[d].resize(size - std::size_t(std::abs(d)), 0);
        axis.end.push_back(std::move(found[d]));
    }
    return axis;
}

/// No displacement but 0: the last stage of variances, which has no end.
StageAxis own_axis(int size) { return {size, {0}, {{}}, {{}}}; }

void find_shifts(const Draft& draft, KernelPlan& plan) {
    std::size_t last_activation = 0;  // stages behind it have no variances
    for (std::size_t i = 0; i < plan.stages.size(); ++i)
        for (const PlanePass& pass : plan.stages[i].passes)
            if (pass.layer >= 0) last_activation = i;
    plan.own_stages = plan.layers > 0 ? last_activation + 1 : 0;
    for (std::size_t i = plan.stages.size(); i-- > 0;) {
        PlaneStage& stage = plan.stages[i];
        const AxisMatrix &rows = draft.rows[i], &columns = draft.columns[i];
        if (i + 1 == plan.stages.size()) {
            stage.rows = axis_at_end(rows, draft.global, false);
            stage.columns = axis_at_end(columns, draft.global, false);
        } else {
            stage.rows = axis_before(rows, plan.stages[i + 1].rows.shifts, false);
            stage.columns = axis_before(columns, plan.stages[i + 1].columns.shifts, false);
        }
        if (i >= last_activation) {
            stage.own_rows = own_axis(int(rows.front().size()));
            stage.own_columns = own_axis(int(columns.front().size()));
        } else {
            stage.own_rows = axis_before(rows, plan.stages[i + 1].own_rows.shifts, true);
            stage.own_columns = axis_before(columns, plan.stages[i + 1].own_columns.shifts, true);
        }
    }
}

std::size_t pairs_of(const StageAxis& axis) {
    std::size_t sum = 0;
    for (const int d : axis.shifts) sum += std::size_t(axis.size - std::abs(d));
    return sum;
}

}  // namespace

int PlaneStage::largest_radius() const {
    int radius = 0;
    for (const PlanePass& pass : passes) radius = std::max(radius, pass.radius);
    return radius;
}

std::size_t PlaneStage::entries() const { return pairs_of(rows) * pairs_of(columns); }
std::size_t PlaneStage::own_entries() const { return pairs_of(own_rows) * pairs_of(own_columns); }

KernelPlan kernel_plan(const DenseImageKernel& kernel, DeepKind kind, std::size_t numbers) {
    LayeredImageKernel layered;
    layered.weight = kernel.weight;
    const ArchitectureLayer convolution = ConvolutionLayer{1}, activation_layer = ActivationLayer{kernel.activation};
    for (int l = 0; l < kernel.depth; ++l)
        for (const ArchitectureLayer& layer : {convolution, activation_layer})
            layered.architecture.layers.push_back(layer);
    layered.architecture.layers.emplace_back(FlatLayer{});
    KernelPlan plan = kernel_plan(layered, kind, ImageShape{1, 1, int(numbers)});
    if (kernel.bias == 0) return plan;
    const Activation activation = activation_named(kernel.activation);
    plan.bias = kernel.bias;
    plan.homogeneous = false;
    plan.has_duals = true;
    plan.start = 1.0 / double(numbers);
    for (PlanePass& pass : plan.stages.front().passes) {
        pass.bias = kernel.bias;
        if (pass.activation.kind == PixelKind::arc_cosine) {
            pass.activation.dual = pixel_dual(activation, plan.tangent);
            pass.activation.weight = kernel.weight.value_or(kept_variance(activation));
            pass.activation.kind = PixelKind::dual;
        }
    }
    return plan;
}

KernelPlan linear_plan(std::size_t numbers) {
    LayeredImageKernel none;
    none.architecture.layers.push_back(FlatLayer{});
    return kernel_plan(none, DeepKind::nngp, ImageShape{1, 1, int(numbers)});
}

KernelPlan kernel_plan(const LayeredImageKernel& kernel, DeepKind kind, const ImageShape& shape) {
    Drafting drafting(kernel, kind, shape);
    KernelPlan plan = std::move(drafting.plan);
    plan.stages = std::move(drafting.draft.stages);
    find_shifts(drafting.draft, plan);
    return plan;
}

}  // namespace lazyrisk
