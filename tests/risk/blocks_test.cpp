#include "lazyrisk/risk/blocks.hpp"

#include <doctest/doctest.h>

#include "digits50.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }

/// The doubles of a spectrum's blocks taken as exact.
template <class R>
Blocks<R> as(const Blocks<>& b) {
    Blocks<R> c;
    c.across = b.across;
    c.along = b.along;
    for (const auto& level : b.levels)
        c.levels.push_back({R(level.multiplicity), R(level.across), {R(level.along[0]), R(level.along[1])}});
    c.tail_across = b.tail_across;
    for (std::size_t i = 0; i < 3; ++i) c.tail_along[i] = R(b.tail_along[i]);
    return c;
}

template <class R>
Risk<R> risk_of(const Blocks<>& blocks, const Target<>& target, const Operation<>& op) {
    const Blocks<R> b = as<R>(blocks);
    const BlockEquations<R> equations(b, R(op.sizes.width));
    const Operation<R> o{{R(op.sizes.samples), R(op.sizes.width)}, R(op.ridge_over_samples), R(op.noise_variance), 1};
    return block_risk(equations, BlockTarget<R>(target, b), o, equations.solve(o.sizes.samples, o.ridge_over_samples));
}

}  // namespace

TEST_SUITE("risk/blocks") {

TEST_CASE("[reference] finite neural tangents: nu, bias, variance and 1-Upsilon of the table") {
    double worst = 0;
    for (const auto& row : reference::table("staircase_nt.csv")) {
        const double n = number(row.at("n")), N = number(row.at("N")), d = number(row.at("d"));
        Spectrum<> s = diagonalize(NeuralTangent{activation_named(row.at("activation")), d}, std::stoi(row.at("K")));
        Blocks<>& blocks = *s.blocks;
        if (row.at("T_perp") == "0") {  // the table drops tails below its digits
            blocks.tail_across = blocks.tail_along[0] = 0;
        } else {
            CHECK(std::abs(blocks.tail_across / number(row.at("T_perp")) - 1) < 1e-14);
            CHECK(std::abs(blocks.tail_along[0] / number(row.at("T_par")) - 1) < 1e-14);
        }
        Target<> target{{}, number(row.at("Ftail"))};
        for (int k = 0; k <= 4; ++k) target.energy.emplace_back(k, number(row.at("F2_" + std::to_string(k))));
        const Operation<> op{{n, N}, number(row.at("lam")) * reciprocal(n), number(row.at("sigma2")), 1};
        const auto r = risk_of<long double>(blocks, target, op);
        CAPTURE(row.at("activation")); CAPTURE(d); CAPTURE(N); CAPTURE(n); CAPTURE(row.at("lam"));
        const auto check = [&](const char* what, long double got) {
            const double expected = number(row.at(what));
            CAPTURE(what); CAPTURE(double(got)); CAPTURE(expected);
            if (expected == 0) CHECK(got == 0);
            else {
                worst = std::max(worst, std::abs(double(got) / expected - 1));
                CHECK(std::abs(double(got) / expected - 1) < 1e-12);
            }
        };
        check("nu1", r.effective_ridge);
        check("bias", r.bias);
        check("var", r.variance);
    }
    MESSAGE("largest relative deviation ", worst);
}

}
