// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/resolved_blocks.hpp"

#include <boost/multiprecision/cpp_bin_float.hpp>
#include <cmath>
#include <optional>

#include "lazyrisk/risk/blocks.hpp"
#include "lazyrisk/risk/scan_ridges.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

template <Scalar R>
Blocks<R> blocks_of(const Spectrum<>& spectrum) {
    const Blocks<>& b = *spectrum.blocks;
    Blocks<R> exact{
        .across = R(b.across), .along = b.along, .levels = {}, .tail_across = R(b.tail_across), .tail_along = {}};
    for (const BlockLevel<>& l : b.levels)
        exact.levels.push_back({R(l.multiplicity), R(l.across), {R(l.along[0]), R(l.along[1])}});
    for (std::size_t i = 0; i < 3; ++i) exact.tail_along[i] = R(b.tail_along[i]);
    return exact;
}

template <Scalar R>
BlockInputs<R> inputs_of(const Spectrum<>& s) {
    BlockInputs<R> inputs;
    inputs.relative = R(0x1p-51);
    inputs.tail_error = s.tail_error;
    inputs.tail_largest = s.tail_largest;
    for (const Level<>& level : s.levels) inputs.mass_error.push_back(R(level.mass_error));
    return inputs;
}

/// One model at one precision.
template <Scalar R>
class BlockModel {
public:
    BlockModel(const Spectrum<>& spectrum, const Operation<>& op)
        : equations_(blocks_of<R>(spectrum), R(op.sizes.width)), inputs_(inputs_of<R>(spectrum)) {}

    [[nodiscard]] BlockEquivalent<R> solve(const Operation<>& op) const {
        return equations_.solve(R(op.sizes.samples), R(op.ridge_over_samples));
    }

    [[nodiscard]] Risk<> risk(const Target<>& target, const Operation<>& op, const BlockEquivalent<R>& at) const {
        const Operation<R> exact{
            {R(op.sizes.samples), R(op.sizes.width)}, R(op.ridge_over_samples), R(op.noise_variance), 1};
        const Risk<R> r = block_risk(equations_, BlockTarget<R>(target, equations_.blocks()), exact, at, inputs_);
        Risk<> out;
        for (const auto& [to, from] : {std::pair{&Risk<>::test_error, &Risk<R>::test_error},
                                       {&Risk<>::excess_risk, &Risk<R>::excess_risk},
                                       {&Risk<>::bias, &Risk<R>::bias},
                                       {&Risk<>::variance, &Risk<R>::variance},
                                       {&Risk<>::train_error, &Risk<R>::train_error},
                                       {&Risk<>::effective_ridge, &Risk<R>::effective_ridge},
                                       {&Risk<>::weight_norm, &Risk<R>::weight_norm},
                                       {&Risk<>::degrees_of_freedom, &Risk<R>::degrees_of_freedom},
                                       {&Risk<>::degrees_of_freedom_2, &Risk<R>::degrees_of_freedom_2},
                                       {&Risk<>::error_bound, &Risk<R>::error_bound}})
            out.*to = static_cast<double>(r.*from);
        if (!is_infinite(out.test_error)) out.error_bound += 0x1p-52 * out.test_error;
        out.has_sources = false;
        return out;
    }

    [[nodiscard]] double truncation(const Operation<>& op, const BlockEquivalent<R>& at) const {
        if (at.all_ridge) return 0;
        BlockInputs<R> cut;
        cut.tail_largest = inputs_.tail_largest;
        const R samples = at.pole ? infinite<R> : R(op.sizes.samples);  // at a pole alpha and M decide
        const BlockPass<R> pass(equations_.blocks(), equations_.width(), at.point);
        const BlockShift<R> rate = BlockNetwork<R>(pass).solve({pass.width_across, pass.width_along});
        const R current = pass.ground_across * rate.across + inner(pass.ground_along, rate.along);
        const R stiffness = at.unused + current * reciprocal(samples);
        return static_cast<double>(12 * block_disturbance(equations_, pass, at.point, samples, stiffness, cut));
    }

    [[nodiscard]] BlockAnswer answer(const Target<>& target, const Operation<>& op,
                                     const BlockEquivalent<R>& at) const {
        BlockAnswer a{.risk = risk(target, op, at), .learnability = {}, .truncation = truncation(op, at)};
        for (const R& l : block_learnability(equations_, at)) a.learnability.push_back(static_cast<double>(l));
        return a;
    }

private:
    BlockEquations<R> equations_;
    BlockInputs<R> inputs_;
};

/// As 80 bits have it, or nothing where that is not enough.
std::optional<BlockAnswer> quick_answer(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op) {
    constexpr long double negligible = 1e-14L;
    try {
        const BlockModel<long double> model(spectrum, op);
        const BlockEquivalent<long double> at = model.solve(op);
        if (!(at.relative_error <= negligible)) return {};
        BlockAnswer a = model.answer(target, op, at);
        const Risk<>& r = a.risk;  // negative, or no number: the network was solved to no digit
        if (r.bias >= 0 && r.variance >= 0 && r.weight_norm >= 0 && r.error_bound >= 0) return a;
    } catch (const NotConverged&) {
    }
    return {};
}

}  // namespace

BlockAnswer block_answer(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op) {
    if (op.ensemble != 1)
        throw NotCovered("ensemble = " + to_text(op.ensemble) +
                         ": the theory of finitely many tangent neurons is that of one predictor; use `ensemble = 1`");
    if (const std::optional<BlockAnswer> quick = quick_answer(spectrum, target, op)) return *quick;
    const BlockModel<boost::multiprecision::cpp_bin_float_100> model(spectrum, op);
    return model.answer(target, op, model.solve(op));
}

OptimalRidge<> block_optimal_ridge(const Spectrum<>& spectrum, const Target<>& target, const Operation<>& op) {
    return scan_ridges(scan_range(spectrum, target, op.noise_variance), [&](double ridge) {
        Operation<> at = op;
        at.ridge_over_samples = ridge;
        return block_answer(spectrum, target, at).risk.test_error;
    });
}

}  // namespace lazyrisk
