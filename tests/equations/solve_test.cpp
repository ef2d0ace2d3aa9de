#include "lazyrisk/equations/solve.hpp"

#include <doctest/doctest.h>

#include "digits50.hpp"
#include "random_problem.hpp"
#include "reference.hpp"

using namespace lazyrisk;

namespace {

double number(const std::string& text) { return text == "inf" ? infinite<> : std::stod(text); }

/// Level a of multiplicity 1 over a tail c: the proportional limit.
Spectrum<> proportional(double a, double c) {
    Spectrum<> s;
    s.levels = {{0, infinite<>, 0, 0, 0}, {1, a, 1, a, 0}};
    s.tail = c;
    return s;
}

}  // namespace

TEST_SUITE("equations/solve") {

TEST_CASE("[reference] effective ridge of the proportional limit, extreme rows too") {
    double worst = 0;
    for (const auto& row : reference::table("proportional_golden.csv")) {
        const Equivalent<> at = solve(proportional(number(row.at("mu1sq")), number(row.at("mustarsq"))),
                                      Sizes<>{number(row.at("psi2")), number(row.at("psi1"))}, number(row.at("lambda")));
        const double k = number(row.at("k"));
        CAPTURE(row.at("tag")); CAPTURE(row.at("psi1")); CAPTURE(row.at("psi2")); CAPTURE(row.at("lambda"));
        if (k == 0 || std::isinf(k)) CHECK(at.effective_ridge == k);
        else CHECK(at.effective_ridge == doctest::Approx(k).epsilon(1e-14));
        if (k > 0 && !std::isinf(k)) worst = std::max(worst, std::abs(at.effective_ridge / k - 1));
    }
    MESSAGE("largest relative error ", worst);
}

TEST_CASE("[identity] the root satisfies lambda/n = nu (1 - T/n)(1 - T/p) and lies in its bracket, in 50 digits") {
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
        const RandomProblem problem(random);
        const auto op = exactly(problem.op);
        const Degrees<Digits50> degrees(exactly(problem.spectrum));
        const Equivalent<Digits50> at = solve(degrees, op.sizes, op.ridge_over_samples);
        if (at.singular != Singular::no || op.ridge_over_samples == 0) continue;
        CAPTURE(i);
        const Digits50 T = degrees.sums(at.effective_ridge).df1;
        const Digits50 right = at.effective_ridge * (1 - T * reciprocal(op.sizes.samples)) * (1 - T * reciprocal(op.sizes.width));
        const Digits50 off = abs(right / op.ridge_over_samples - 1);
        // formed as it stands, 1 - T/n cancels: that is why the solver does not form it
        const Digits50 fraction = std::min(at.unused_samples, at.unused_width);
        if (fraction > Digits50("1e-30")) CHECK(off <= Digits50("1e-44") / fraction);
        const Equivalent<> in_double = solve(Degrees<>(problem.spectrum), problem.op.sizes, problem.op.ridge_over_samples);
        CHECK(abs(in_double.effective_ridge / at.effective_ridge - 1) <= in_double.relative_error + 1e-15);
    }
}

TEST_CASE("[identity] one evaluation encloses the root: relative Newton steps in nu and in 1/nu") {
    std::mt19937_64 random(11);
    int checked = 0;
    for (int i = 0; i < 2000; ++i) {
        const RandomProblem problem(random);
        const auto op = exactly(problem.op);
        const Degrees<Digits50> degrees(exactly(problem.spectrum));
        const Equivalent<Digits50> at = solve(degrees, op.sizes, op.ridge_over_samples);
        if (at.singular != Singular::no || at.effective_ridge == 0) continue;
        const detail::Shape<Digits50> shape(op.sizes, op.ridge_over_samples);
        for (const double factor : {0.01, 0.5, 2.0, 300.0}) {
            const Digits50 nu = at.effective_ridge * factor, w = shape.unused(nu);
            const DegreeSums<Digits50> sums = degrees.sums(nu);
            const Digits50 steep = shape.gap + 2 * shape.ratio * w;
            const Digits50 slope = sums.slope * shape.inverse + (w > 0 ? w * (shape.gap + shape.ratio * w) / steep : Digits50(0));
            const Digits50 eta = (sums.df1 * shape.inverse + w - 1) / slope;
            CAPTURE(i); CAPTURE(factor);
            CHECK(nu * (1 + eta) <= at.effective_ridge * (1 + Digits50("1e-40")));
            if (eta < 1) CHECK(nu / (1 - eta) >= at.effective_ridge * (1 - Digits50("1e-40")));
            ++checked;
        }
    }
    CHECK(checked > 4000);
}

TEST_CASE("[limit] an infinite size is the limit of large ones") {
    const Spectrum<> s = proportional(0.25, 0.09);
    const double far = 1e15;
    CHECK(solve(s, Sizes<>{3, infinite<>}, 1e-3).effective_ridge == doctest::Approx(solve(s, Sizes<>{3, far}, 1e-3).effective_ridge).epsilon(1e-13));
    CHECK(solve(s, Sizes<>{infinite<>, 2}, 1e-3).effective_ridge == doctest::Approx(solve(s, Sizes<>{far, 2}, 1e-3).effective_ridge).epsilon(1e-13));
    CHECK(solve(s, Sizes<>{}, 1e-3).effective_ridge == doctest::Approx(1e-3).epsilon(1e-15));
    CHECK(solve(s, Sizes<>{3, 2}, infinite<>).effective_ridge == infinite<>);
    CHECK(solve(s, Sizes<>{3, 3}, 0.0).singular == Singular::threshold);
}

TEST_CASE("[cost] passes over the spectrum: three or four, also far out") {
    int total = 0, count = 0, largest = 0;
    for (double psi1 = 1e-6; psi1 < 1e7; psi1 *= 3)
        for (double psi2 = 1e-6; psi2 < 1e7; psi2 *= 3)
            for (const double ridge : {0.0, 1e-10, 1e-3, 1.0, 1e4}) {
                const int steps = solve(proportional(0.25, 0.09), Sizes<>{psi2, psi1}, ridge).steps;
                total += steps;
                largest = std::max(largest, steps);
                ++count;
            }
    CHECK(double(total) / count < 4);
    CHECK(largest <= 8);
}

}
