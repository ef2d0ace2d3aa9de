// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression on samples that are not alike: weights, noise, inputs of several laws with the same axes.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "lazyrisk/numerics/eliminate.hpp"
#include "lazyrisk/risk/risk.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

/// Samples of one weight.
template <Scalar R>
struct SampleKind {
    R count, weight;
    R noise, rest;  ///< variance of their noise, and of what no linear function has
};

/// Samples of one law of the inputs.
template <Scalar R>
struct TrainingLaw {
    std::vector<R> variance;  ///< of each direction
    R tail_trace{0};          ///< of directions that are never learned, the sum of variances, ...
    R tail_test_trace{0};     ///< ... of these times the variance at test, ...
    R tail_energy{0};         ///< ... and the target's energy there
    std::vector<SampleKind<R>> kinds;
};

/// A direction: how many there are, sum of b^2 over them, variance at test.
template <Scalar R>
struct TestDirection {
    R multiplicity, square, variance;
};

/// Regression on samples of several laws, tested on `directions`.
template <Scalar R>
struct PopulationsProblem {
    std::vector<TestDirection<R>> directions;
    std::vector<TrainingLaw<R>> laws;
    R unlearned{0};  ///< energy at test that no fit has: of no linear function, or in a tail
    R noise{0};      ///< variance of the noise at test
};

template <Scalar R>
struct PopulationsRisk {
    Risk<R> risk;
    std::vector<R> learned;  ///< share of each direction
};

namespace detail {

/// The fixed point of several laws: eta_g = sum m s_g P, x_g = sum n w/(lambda + w eta_g), P = 1/(1 + sum x_g s_g), and
/// its linear response. Without a ridge, where samples are more than directions, everything over lambda.
template <Scalar R>
class Populations {
public:
    using Vector = std::vector<R>;  // by law

    Populations(const std::vector<TestDirection<R>>& directions, const std::vector<TrainingLaw<R>>& laws,
                const R& ridge, bool over_ridge, bool alike)
        : directions_(directions),
          laws_(laws),
          ridge_(over_ridge ? R(1) : ridge),
          added_(over_ridge ? R(0) : R(1)),
          over_ridge_(over_ridge),
          alike_(alike),
          eta_(laws.size()),
          x_(laws.size()),
          response_(laws.size()),
          left_(directions.size()),
          moments_(laws.size(), Vector(laws.size())) {
        solve();
    }

    /// sum m s_g t P^2 over the directions, t(i) of the i-th.
    template <class F>
    [[nodiscard]] Vector seen_by(const F& t) const {
        Vector sum(laws_.size(), R(0));
        for (std::size_t i = 0; i < left_.size(); ++i)
            for (std::size_t g = 0; g < laws_.size(); ++g)
                if (const R& s = laws_[g].variance[i]; s > R(0))
                    sum[g] += directions_[i].multiplicity * s * left_[i] * left_[i] * t(i);
        return sum;
    }
    /// y of (I - B M) y = B a: how much a sample's error of each law is seen where `a` is.
    [[nodiscard]] Vector amplified(Vector a) const {
        for (std::size_t g = 0; g < a.size(); ++g) a[g] *= response_[g];
        Vector y = solved(a, [&](std::size_t g, std::size_t h) { return response_[g] * moments_[g][h]; });
        if (!std::all_of(y.begin(), y.end(), [](const R& part) { return part >= R(0); })) undecided();
        return y;
    }
    /// What is left of a direction: P.
    [[nodiscard]] R left(std::size_t i) const {
        if (!over_ridge_) return left_[i];
        return left_[i] > R(0) ? R(0) : R(1);  // seen by no law: then there is no entry
    }
    /// Its learned share, 1 - P.
    [[nodiscard]] R learned(std::size_t i) const {
        if (over_ridge_) return left_[i] > R(0) ? R(1) : R(0);
        return pulled(i) * left_[i];
    }
    /// 1/(1 + w eta/lambda): of a residual that a sample would have without itself.
    [[nodiscard]] R residual(std::size_t g, const R& weight) const {
        return weight > R(0) ? R(ridge_ / (ridge_ + weight * eta_[g])) : R(1);
    }
    /// sum of n w^2 v/(lambda + w eta)^2 over the kinds of a law, v(kind).
    template <class F>
    [[nodiscard]] R response(std::size_t g, const F& v) const {
        R sum(0);
        for (const SampleKind<R>& k : laws_[g].kinds) {
            if (!(k.weight > R(0))) continue;
            const R part = k.weight / (ridge_ + k.weight * eta_[g]);
            sum += k.count * part * part * v(k);
        }
        return sum;
    }
    /// B: the same of 1.
    [[nodiscard]] const R& response(std::size_t g) const { return response_[g]; }
    [[nodiscard]] const Vector& x() const { return x_; }
    [[nodiscard]] R all_x() const {
        R sum(0);
        for (const R& x : x_) sum += x;
        return over_ridge_ ? infinite<R> : sum;
    }
    /// By how much rounding in the equations is larger in their solution.
    [[nodiscard]] R sensitivity() const {
        const Vector moved = newton(eta_);
        R most(1);
        for (std::size_t g = 0; g < eta_.size(); ++g)
            if (eta_[g] > R(0)) most = std::max(most, R(moved[g] / eta_[g]));
        return most;
    }

    [[noreturn]] static void undecided() {
        throw NotConverged(
            "rounding decides here: as many samples as directions, and hardly a ridge; a larger `ridge` would help");
    }
    [[noreturn]] static void refuse() {
        throw NotCovered(
            "at ridge 0 some of these samples are fewer than the directions that they alone see, and others more; give "
            "a small positive ridge");
    }

private:
    const std::vector<TestDirection<R>>& directions_;
    const std::vector<TrainingLaw<R>>& laws_;
    R ridge_, added_;
    bool over_ridge_, alike_;
    Vector eta_, x_, response_;
    std::vector<R> left_;          // P, or P/lambda
    std::vector<Vector> moments_;  // M = sum m s_g s_h P^2

    /// (I - matrix) z = b.
    template <class F>
    [[nodiscard]] Vector solved(const Vector& b, const F& matrix) const {
        std::vector<Vector> a(b.size(), Vector(b.size()));
        for (std::size_t g = 0; g < b.size(); ++g)
            for (std::size_t h = 0; h < b.size(); ++h) a[g][h] = (g == h ? R(1) : R(0)) - matrix(g, h);
        Vector z;
        if (!eliminate(a, b, z)) undecided();
        return z;
    }
    [[nodiscard]] Vector newton(const Vector& b) const {
        return solved(b, [&](std::size_t g, std::size_t h) { return moments_[g][h] * response_[h]; });
    }
    /// sum x_g s_g.
    [[nodiscard]] R pulled(std::size_t i) const {
        R sum(0);
        for (std::size_t g = 0; g < laws_.size(); ++g) sum += x_[g] * laws_[g].variance[i];
        return sum;
    }
    /// x, B, P and M at eta; returns sum m s P.
    Vector pass() {
        const std::size_t size = laws_.size();
        for (std::size_t g = 0; g < size; ++g) {
            x_[g] = R(0);
            for (const SampleKind<R>& k : laws_[g].kinds)
                if (k.weight > R(0)) x_[g] += k.count * k.weight / (ridge_ + k.weight * eta_[g]);
            response_[g] = response(g, [](const SampleKind<R>&) { return R(1); });
            moments_[g].assign(size, R(0));
        }
        Vector sum(size, R(0));
        for (std::size_t i = 0; i < left_.size(); ++i) {
            const R whole = added_ + pulled(i), &m = directions_[i].multiplicity;
            left_[i] = whole > R(0) ? R(R(1) / whole) : R(0);
            for (std::size_t g = 0; g < size; ++g) {
                const R seen = laws_[g].variance[i] * left_[i];
                sum[g] += m * seen;
                for (std::size_t h = 0; h < size; ++h) moments_[g][h] += m * seen * (laws_[h].variance[i] * left_[i]);
            }
        }
        for (std::size_t g = 0; g < size; ++g) sum[g] += laws_[g].tail_trace;
        return sum;
    }

    /// An eta above the solution.
    void start() {
        for (std::size_t g = 0; g < eta_.size(); ++g) {
            eta_[g] = laws_[g].tail_trace;
            for (std::size_t i = 0; i < left_.size(); ++i)
                eta_[g] += directions_[i].multiplicity * laws_[g].variance[i];
        }
        if (!over_ridge_) return;
        R size(1);
        for (int i = 0; i < 200; ++i, size *= R(4)) {
            eta_.assign(eta_.size(), size);
            const Vector next = pass();
            if (std::all_of(next.begin(), next.end(), [&](const R& eta) { return eta < size; })) return;
        }
        refuse();
    }

    /// Newton's method falls from above: the map is increasing and concave.
    void solve() {
        using std::sqrt;
        const R epsilon = std::numeric_limits<R>::epsilon();
        start();
        const Vector first = eta_;
        R before = infinite<R>;
        for (int i = 0;; ++i) {
            if (i == 500) throw NotConverged("the fixed point of samples of several laws did not converge here");
            Vector step = pass();
            for (std::size_t g = 0; g < step.size(); ++g) step[g] = eta_[g] - step[g];
            step = newton(step);
            R largest(0);
            for (std::size_t g = 0; g < step.size(); ++g) {
                if (eta_[g] > R(0)) largest = std::max(largest, R(step[g] / eta_[g]));
                // rounding alone goes up, or below 0
                eta_[g] = step[g] < eta_[g] ? R(eta_[g] - step[g]) : R(eta_[g] / 1000);
                if (!alike_ && !over_ridge_ && ridge_ == R(0) && eta_[g] < R(1e-12) * first[g]) refuse();
            }
            // rounding: steps that no longer fall
            if (largest <= 4 * epsilon || (largest < sqrt(epsilon) && largest > before / 2)) break;
            before = largest;
        }
        pass();
    }
};

/// Samples, those that count, and the directions that these see.
template <Scalar R>
struct PopulationCounts {
    R samples{0}, used{0}, rank{0};
    R noise{0}, rest{0};              ///< sums over the samples that count
    bool tail = false, alike = true;  ///< alike: every law sees the same directions
    bool square = false;              ///< as many samples that count as directions, to the rounding of sums
    std::vector<bool> seen;

    explicit PopulationCounts(const PopulationsProblem<R>& p) {
        for (const TrainingLaw<R>& law : p.laws) {
            tail |= law.tail_trace > R(0);
            for (const SampleKind<R>& k : law.kinds) {
                samples += k.count;
                if (!(k.weight > R(0))) continue;
                used += k.count, noise += k.count * k.noise, rest += k.count * k.rest;
            }
        }
        for (std::size_t i = 0; i < p.directions.size(); ++i) {
            seen.push_back(
                std::any_of(p.laws.begin(), p.laws.end(), [&](const auto& law) { return law.variance[i] > R(0); }));
            if (seen.back()) rank += p.directions[i].multiplicity;
            for (const TrainingLaw<R>& law : p.laws) alike &= (law.variance[i] > R(0)) == seen.back();
        }
        using std::abs;
        square = !tail && abs(used - rank) <= 1e4 * std::numeric_limits<R>::epsilon() * rank;
        for (const TrainingLaw<R>& law : p.laws) {
            alike &= (law.tail_trace > R(0)) == tail;
        }
    }
};

template <Scalar R>
PopulationsRisk<R> finished(PopulationsRisk<R> found, const PopulationsProblem<R>& p, const R& relative_bound) {
    Risk<R>& r = found.risk;
    r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + p.noise;
    r.sources.samples = is_infinite(r.bias) ? r.bias : R(r.bias - r.sources.bias_squared);
    r.sources.noise_samples = r.variance;
    if (!is_infinite(r.test_error)) r.error_bound = r.test_error * relative_bound;
    return found;
}

/// At an infinite ridge.
template <Scalar R>
PopulationsRisk<R> without_data(const PopulationsProblem<R>& p, const PopulationCounts<R>& counts) {
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    r.bias = p.unlearned;
    for (const TestDirection<R>& d : p.directions) r.bias += d.square * d.variance;
    for (const TrainingLaw<R>& law : p.laws) {
        R energy = law.tail_energy;
        for (std::size_t i = 0; i < p.directions.size(); ++i) energy += p.directions[i].square * law.variance[i];
        for (const SampleKind<R>& k : law.kinds)
            r.train_error += k.count / counts.samples * k.weight * (energy + k.noise + k.rest);
    }
    r.sources.bias_squared = r.bias;
    r.effective_ridge = infinite<R>;
    found.learned.assign(p.directions.size(), R(0));
    return finished(std::move(found), p, R((int(p.directions.size()) + 60) * std::numeric_limits<R>::epsilon()));
}

/// At ridge 0 with exactly as many samples as directions: their matrix is inverted.
template <Scalar R>
PopulationsRisk<R> inverted(const PopulationsProblem<R>& p, const PopulationCounts<R>& counts) {
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    r.sources.bias_squared = p.unlearned;
    for (std::size_t i = 0; i < p.directions.size(); ++i) {
        const TestDirection<R>& d = p.directions[i];
        if (counts.seen[i])
            r.weight_norm += d.square;
        else
            r.sources.bias_squared += d.square * d.variance;
        found.learned.push_back(counts.seen[i] ? R(1) : R(0));
    }
    r.bias = counts.rest > R(0) ? infinite<R> : r.sources.bias_squared;
    r.variance = counts.noise > R(0) ? infinite<R> : R(0);
    if (counts.noise + counts.rest > R(0)) r.weight_norm = infinite<R>;
    r.degrees_of_freedom = r.degrees_of_freedom_2 = counts.rank;
    r.unused_samples = 1 - counts.used / counts.samples;
    return finished(std::move(found), p, R((int(p.directions.size()) + 60) * std::numeric_limits<R>::epsilon()));
}

/// Errors at the fixed point, where a direction has the variance t(i) and `a` is what the laws see of it: of what is
/// left of the target, of how that spreads, of noise and rest.
template <Scalar R>
struct ErrorsThere {
    R left{0}, spread{0}, noise{0}, rest{0};

    std::vector<R> y;  ///< by law, as Populations::amplified

    template <class F>
    ErrorsThere(const PopulationsProblem<R>& p, const Populations<R>& at, const F& t, const std::vector<R>& a)
        : y(at.amplified(a)) {
        using Kind = SampleKind<R>;
        for (std::size_t i = 0; i < p.directions.size(); ++i) {
            const R kept = at.left(i), known = p.directions[i].square * kept * kept;
            R seen(0);
            for (std::size_t g = 0; g < y.size(); ++g) seen += y[g] * p.laws[g].variance[i];
            left += known * t(i);
            spread += known * seen;
        }
        for (std::size_t g = 0; g < y.size(); ++g) {
            if (!(at.response(g) > R(0))) continue;
            const R each = y[g] / at.response(g);
            noise += each * at.response(g, [](const Kind& k) { return k.noise; });
            rest += each * at.response(g, [](const Kind& k) { return k.rest; }) + y[g] * p.laws[g].tail_energy;
        }
    }
    [[nodiscard]] R all() const { return left + spread + noise + rest; }
};

/// Mean weighted squares of residuals, and the share of the samples that is not used.
template <Scalar R>
void add_training(Risk<R>& r, const PopulationsProblem<R>& p, const Populations<R>& at, const R& samples) {
    r.unused_samples = R(0);
    for (std::size_t g = 0; g < p.laws.size(); ++g) {
        const TrainingLaw<R>& law = p.laws[g];
        const auto there = [&](std::size_t i) { return law.variance[i]; };
        const R excess = ErrorsThere<R>(p, at, there, at.seen_by(there)).all() + law.tail_energy;
        for (const SampleKind<R>& k : law.kinds) {
            const R kept = at.residual(g, k.weight), share = k.count / samples;
            r.train_error += share * k.weight * kept * kept * (excess + k.noise + k.rest);
            r.unused_samples += share * kept;
        }
    }
}

}  // namespace detail

/// Risk of min sum_i w_i (y_i - <b,x_i>)^2 + ridge |b|^2. train_error is (1/n) sum w_i (y_i - f_i)^2; effective_ridge
/// that of a direction of variance 1 in every law. Throws NotCovered at ridge 0 where some samples are too many for
/// their directions and others too few.  Cost: some ten passes over the levels, each laws^2.  Formulas (16.19)-(16.21).
/// Checked in tests/risk/populations_test.cpp against the reference tables and 50 digits.
template <Scalar R>
PopulationsRisk<R> populations_risk(const PopulationsProblem<R>& p, const R& ridge) {
    using Vector = typename detail::Populations<R>::Vector;
    using Law = TrainingLaw<R>;
    const detail::PopulationCounts<R> counts(p);
    if (is_infinite(ridge)) return detail::without_data(p, counts);
    const bool over_ridge = ridge == R(0) && !counts.tail && counts.used > counts.rank;
    if (ridge == R(0) && counts.square) {
        if (!counts.alike) detail::Populations<R>::refuse();
        return detail::inverted(p, counts);
    }
    const detail::Populations<R> at(p.directions, p.laws, ridge, over_ridge, counts.alike);
    const auto with_tails = [&](Vector sums, R Law::*tail_of) {
        for (std::size_t g = 0; g < sums.size(); ++g) sums[g] += p.laws[g].*tail_of;
        return sums;
    };
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    const auto at_test = [&](std::size_t i) { return p.directions[i].variance; };
    const Vector a = with_tails(at.seen_by(at_test), &Law::tail_test_trace);
    const detail::ErrorsThere<R> test(p, at, at_test, a);
    r.sources.bias_squared = test.left + p.unlearned;
    r.bias = r.sources.bias_squared + test.spread + test.rest;
    r.variance = test.noise;
    detail::add_training(r, p, at, counts.samples);

    const auto one = [](std::size_t) { return R(1); };
    const detail::ErrorsThere<R> norm(p, at, one, with_tails(at.seen_by(one), &Law::tail_trace));
    r.weight_norm = norm.spread + norm.noise + norm.rest;
    for (std::size_t i = 0; i < p.directions.size(); ++i) {
        const R learned = at.learned(i), &m = p.directions[i].multiplicity;
        found.learned.push_back(learned);
        r.weight_norm += p.directions[i].square * learned * learned;
        r.degrees_of_freedom += m * learned;
        r.degrees_of_freedom_2 += m * learned * learned;
    }
    if (counts.tail)
        for (std::size_t g = 0; g < p.laws.size(); ++g) r.degrees_of_freedom += at.x()[g] * p.laws[g].tail_trace;
    r.effective_ridge = reciprocal(at.all_x());
    R amplified(1);
    for (std::size_t g = 0; g < a.size(); ++g)
        if (const R plain = at.response(g) * a[g]; plain > R(0)) amplified = std::max(amplified, R(test.y[g] / plain));
    return detail::finished(std::move(found), p,
                            R(std::numeric_limits<R>::epsilon() * (int(p.directions.size()) + 60) * 2 *
                              (1 + at.sensitivity() + amplified)));
}

/// The same of infinitely many samples: counts are shares, the ridge is that per sample. At ridge 0 whatever any law
/// sees is learned, but for a tail.
template <Scalar R>
PopulationsRisk<R> populations_risk_of_all(const PopulationsProblem<R>& p, const R& ridge) {
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    std::vector<R> pull, missed;  // sum of share w over a law's kinds; what the fit has not of the target there
    R pulls(0);
    for (const TrainingLaw<R>& law : p.laws) {
        pull.emplace_back(0);
        missed.push_back(law.tail_energy);
        for (const SampleKind<R>& k : law.kinds) pull.back() += k.count * k.weight;
        pulls += pull.back();
    }
    r.bias = p.unlearned;
    for (std::size_t i = 0; i < p.directions.size(); ++i) {
        const TestDirection<R>& d = p.directions[i];
        R pulled(0);
        for (std::size_t g = 0; g < p.laws.size(); ++g) pulled += pull[g] * p.laws[g].variance[i];
        const bool lost = !(pulled > R(0)) || is_infinite(ridge);
        const R left = lost ? R(1) : R(ridge / (ridge + pulled)), learned = lost ? R(0) : R(pulled / (ridge + pulled));
        const R known = d.square * left * left;
        r.bias += known * d.variance;
        for (std::size_t g = 0; g < p.laws.size(); ++g) missed[g] += known * p.laws[g].variance[i];
        r.weight_norm += d.square * learned * learned;
        r.degrees_of_freedom += d.multiplicity * learned;
        r.degrees_of_freedom_2 += d.multiplicity * learned * learned;
        found.learned.push_back(learned);
    }
    for (std::size_t g = 0; g < p.laws.size(); ++g)
        for (const SampleKind<R>& k : p.laws[g].kinds)
            r.train_error += k.count * k.weight * (missed[g] + k.noise + k.rest);
    r.effective_ridge = ridge / pulls;
    r.sources.bias_squared = r.bias;
    return detail::finished(std::move(found), p,
                            R(std::numeric_limits<R>::epsilon() * (int(p.directions.size()) + 60)));
}

extern template PopulationsRisk<double> populations_risk(const PopulationsProblem<double>&, const double&);

}  // namespace lazyrisk
