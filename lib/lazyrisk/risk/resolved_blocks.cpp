#include "lazyrisk/risk/resolved_blocks.hpp"

#include <algorithm>
#include <boost/math/tools/minima.hpp>
#include <cmath>

#include "lazyrisk/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

Blocks<Wide> widened(const Blocks<>& b) {
    Blocks<Wide> wide{.across = b.across, .along = b.along, .levels = {}, .tail_across = b.tail_across, .tail_along = {}};
    for (const BlockLevel<>& l : b.levels) wide.levels.push_back({l.multiplicity, l.across, {l.along[0], l.along[1]}});
    std::copy(b.tail_along.begin(), b.tail_along.end(), wide.tail_along.begin());
    return wide;
}

BlockInputs<Wide> inputs_of(const Spectrum<>& s) {
    BlockInputs<Wide> inputs;
    inputs.relative = 0x1p-51L;
    inputs.tail_largest = s.tail_largest;
    inputs.tail_error = s.tail_error;
    for (const Level<>& level : s.levels) inputs.mass_error.push_back(level.mass_error);
    return inputs;
}

Operation<Wide> widened(const Operation<>& op) {
    return {{op.sizes.samples, op.sizes.width}, op.ridge_over_samples, op.noise_variance, op.ensemble};
}

}  // namespace

BlockModel::BlockModel(const Spectrum<>& spectrum, const Operation<>& op)
    : equations_(widened(*spectrum.blocks), op.sizes.width), inputs_(inputs_of(spectrum)) {
    if (op.ensemble != 1)
        throw NotCovered("ensemble = " + std::to_string(op.ensemble) +
                         ": the theory of finitely many tangent neurons is that of one predictor; use --ensemble 1");
}

BlockEquivalent<Wide> BlockModel::solve(const Operation<>& op) const {
    return equations_.solve(Wide(op.sizes.samples), Wide(op.ridge_over_samples));
}

Risk<> BlockModel::risk(const Target<>& target, const Operation<>& op) const { return risk(target, op, solve(op)); }

Risk<> BlockModel::risk(const Target<>& target, const Operation<>& op, const BlockEquivalent<Wide>& at) const {
    const Risk<Wide> r = block_risk(equations_, BlockTarget<Wide>(target, equations_.blocks()), widened(op), at, inputs_);
    Risk<> out;
    const auto narrow = [](Wide x) { return double(x); };
    out.test_error = narrow(r.test_error);
    out.excess_risk = narrow(r.excess_risk);
    out.bias = narrow(r.bias);
    out.variance = narrow(r.variance);
    out.train_error = narrow(r.train_error);
    out.effective_ridge = narrow(r.effective_ridge);
    out.weight_norm = narrow(r.weight_norm);
    out.degrees_of_freedom = narrow(r.degrees_of_freedom);
    out.degrees_of_freedom_2 = narrow(r.degrees_of_freedom_2);
    out.error_bound = is_infinite(out.test_error) ? 0 : narrow(r.error_bound) + 0x1p-52 * out.test_error;
    out.has_sources = false;
    return out;
}

double BlockModel::truncation(const Operation<>& op, const BlockEquivalent<Wide>& at) const {
    if (at.all_ridge) return 0;
    BlockInputs<Wide> cut;
    cut.tail_largest = inputs_.tail_largest;
    const BlockPass<Wide> pass(equations_.blocks(), equations_.width(), at.point);
    const BlockShift<Wide> rate = BlockNetwork<Wide>(pass).solve({pass.width_across, pass.width_along});
    const Wide samples = at.pole ? infinite<Wide> : Wide(op.sizes.samples);  // at a pole alpha and M decide
    const Wide stiffness = at.unused + (pass.ground_across * rate.across + inner(pass.ground_along, rate.along)) * reciprocal(samples);
    return double(12 * block_disturbance(equations_, pass, at.point, samples, stiffness, cut));
}

std::vector<double> BlockModel::learnability(const Operation<>& op) const {
    const std::vector<Wide> wide = block_learnability(equations_, solve(op));
    return {wide.begin(), wide.end()};
}

OptimalRidge<> BlockModel::optimal_ridge(const Target<>& target, const Operation<>& op) const {
    const BlockTarget<Wide> aligned(target, equations_.blocks());
    const auto test_error = [&](double ridge) {
        Operation<> at = op;
        at.ridge_over_samples = ridge;
        return risk(target, at).test_error;
    };
    OptimalRidge<> best;
    double best_error = test_error(0);
    const auto offer = [&](double ridge, double error) {
        if (!(error < best_error)) return;
        best_error = error;
        best.ridge_over_samples = ridge;
    };
    const double top = double(equations_.trace());
    if (!(top > 0)) return best;
    double least = top;
    for (const auto& [i, energy] : aligned.parts) {
        const BlockLevel<Wide>& level = equations_.blocks().levels[i];
        least = std::min(least, double(level.across + level.along[0] * level.along[0] + level.along[1] * level.along[1]));
    }
    const double from = std::log(std::max(1e-12 * least, 1e-40 * top)), to = std::log(1e6 * top);
    const int points = int((to - from) / std::log(10.0) * 8) + 2;
    const auto at = [&](int i) { return from + (to - from) * i / (points - 1); };
    std::vector<double> error;
    for (int i = 0; i < points; ++i) {
        error.push_back(test_error(std::exp(at(i))));
        offer(std::exp(at(i)), error.back());
    }
    for (std::size_t i = 0; i < error.size(); ++i) {
        const bool falls = i == 0 ? best_error < test_error(0) && error[0] < error[1] : error[i] < error[i - 1];
        const bool rises = i + 1 == error.size() || error[i] <= error[i + 1];
        if (!falls || !rises) continue;
        ++best.local_minima;
        const int j = int(i);
        std::uintmax_t evaluations = 60;
        const auto found = boost::math::tools::brent_find_minima([&](double x) { return test_error(std::exp(x)); }, at(std::max(0, j - 1)),
                                                                 at(std::min(points - 1, j + 1)), 26, evaluations);
        offer(std::exp(found.first), found.second);
    }
    const double without_data = test_error(infinite<>);
    if (without_data <= best_error * (1 + 4 * std::numeric_limits<double>::epsilon())) best.ridge_over_samples = infinite<>;
    return best;
}

}  // namespace lazyrisk
