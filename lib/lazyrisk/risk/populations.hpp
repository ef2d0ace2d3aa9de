// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression on samples that are not alike: weights, noise, inputs of several laws with the same axes.
#pragma once

#include <Eigen/LU>
#include <cmath>
#include <vector>

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
    using Vector = Eigen::Matrix<R, Eigen::Dynamic, 1>;
    using Matrix = Eigen::Matrix<R, Eigen::Dynamic, Eigen::Dynamic>;

    Populations(const std::vector<TestDirection<R>>& directions, const std::vector<TrainingLaw<R>>& laws,
                const R& ridge, bool over_ridge)
        : directions_(directions),
          laws_(laws),
          size_(Eigen::Index(laws.size())),
          ridge_(over_ridge ? R(1) : ridge),
          added_(over_ridge ? R(0) : R(1)),
          over_ridge_(over_ridge),
          eta_(size_),
          x_(size_),
          response_(size_),
          left_(directions.size()) {
        solve();
    }

    /// sum m s_g t P^2 over the directions, t(i) of the i-th.
    template <class F>
    [[nodiscard]] Vector seen_by(const F& t) const {
        Vector sum = Vector::Zero(size_);
        for (std::size_t i = 0; i < left_.size(); ++i)
            for (Eigen::Index g = 0; g < size_; ++g)
                if (const R& s = laws_[std::size_t(g)].variance[i]; s > R(0))
                    sum(g) += directions_[i].multiplicity * s * left_[i] * left_[i] * t(i);
        return sum;
    }
    /// y of (I - B M) y = B a: how much a sample's error of each law is seen where `a` is.
    [[nodiscard]] Vector amplified(const Vector& a) const {
        return Matrix(Matrix::Identity(size_, size_) - Matrix(response_.asDiagonal()) * moments_)
            .partialPivLu()
            .solve(Vector(response_.cwiseProduct(a)));
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
    [[nodiscard]] R residual(Eigen::Index g, const R& weight) const {
        return weight > R(0) ? R(ridge_ / (ridge_ + weight * eta_(g))) : R(1);
    }
    /// sum of n w^2 v/(lambda + w eta)^2 over the kinds of a law, v(kind).
    template <class F>
    [[nodiscard]] R response(Eigen::Index g, const F& v) const {
        R sum(0);
        for (const SampleKind<R>& k : laws_[std::size_t(g)].kinds) {
            if (!(k.weight > R(0))) continue;
            const R part = k.weight / (ridge_ + k.weight * eta_(g));
            sum += k.count * part * part * v(k);
        }
        return sum;
    }
    [[nodiscard]] const Vector& x() const { return x_; }
    [[nodiscard]] R all_x() const { return over_ridge_ ? infinite<R> : x_.sum(); }
    /// By how much rounding in the equations is larger in their solution.
    [[nodiscard]] R sensitivity() const {
        const Vector moved = Matrix(Matrix::Identity(size_, size_) - moments_ * Matrix(response_.asDiagonal()))
                                 .partialPivLu()
                                 .solve(eta_);
        R most(1);
        for (Eigen::Index g = 0; g < size_; ++g)
            if (eta_(g) > R(0)) most = std::max(most, R(moved(g) / eta_(g)));
        return most;
    }

private:
    const std::vector<TestDirection<R>>& directions_;
    const std::vector<TrainingLaw<R>>& laws_;
    Eigen::Index size_;
    R ridge_, added_;
    bool over_ridge_;
    Vector eta_, x_, response_;
    std::vector<R> left_;  // P, or P/lambda
    Matrix moments_;       // sum m s_g s_h P^2

    /// sum x_g s_g.
    [[nodiscard]] R pulled(std::size_t i) const {
        R sum(0);
        for (Eigen::Index g = 0; g < size_; ++g) sum += x_(g) * laws_[std::size_t(g)].variance[i];
        return sum;
    }
    /// x, B and P at eta; returns sum m s P.
    Vector pass() {
        for (Eigen::Index g = 0; g < size_; ++g) {
            x_(g) = R(0);
            for (const SampleKind<R>& k : laws_[std::size_t(g)].kinds)
                if (k.weight > R(0)) x_(g) += k.count * k.weight / (ridge_ + k.weight * eta_(g));
            response_(g) = response(g, [](const SampleKind<R>&) { return R(1); });
        }
        Vector sum = Vector::Zero(size_);
        moments_ = Matrix::Zero(size_, size_);
        for (std::size_t i = 0; i < left_.size(); ++i) {
            const R whole = added_ + pulled(i);
            left_[i] = whole > R(0) ? R(R(1) / whole) : R(0);
            for (Eigen::Index g = 0; g < size_; ++g) {
                const R seen = laws_[std::size_t(g)].variance[i] * left_[i];
                sum(g) += directions_[i].multiplicity * seen;
                for (Eigen::Index h = 0; h <= g; ++h)
                    moments_(g, h) +=
                        directions_[i].multiplicity * seen * (laws_[std::size_t(h)].variance[i] * left_[i]);
            }
        }
        for (Eigen::Index g = 0; g < size_; ++g) sum(g) += laws_[std::size_t(g)].tail_trace;
        moments_.template triangularView<Eigen::StrictlyUpper>() = moments_.transpose();
        return sum;
    }

    /// An eta above the solution.
    void start() {
        for (Eigen::Index g = 0; g < size_; ++g) {
            eta_(g) = laws_[std::size_t(g)].tail_trace;
            for (std::size_t i = 0; i < left_.size(); ++i)
                eta_(g) += directions_[i].multiplicity * laws_[std::size_t(g)].variance[i];
        }
        if (!over_ridge_) return;
        eta_ = Vector::Ones(size_);
        for (int i = 0; i < 200; ++i, eta_ *= R(4)) {
            const Vector next = pass();
            if ((next.array() < eta_.array()).all()) return;
        }
        refuse();
    }

    [[noreturn]] static void refuse() {
        throw NotCovered(
            "at ridge 0 some of these samples are fewer than the directions that they alone see, and others more; give "
            "a small positive ridge");
    }

    /// Newton's method falls from above: the map is increasing and concave.
    void solve() {
        using std::abs;
        const R epsilon = std::numeric_limits<R>::epsilon();
        start();
        const Vector first = eta_;
        for (int i = 0; i < 300; ++i) {
            const Vector next = pass();
            const Vector step = Matrix(Matrix::Identity(size_, size_) - moments_ * Matrix(response_.asDiagonal()))
                                    .partialPivLu()
                                    .solve(Vector(eta_ - next));
            bool done = true;
            for (Eigen::Index g = 0; g < size_; ++g) {
                if (step(g) > 4 * epsilon * eta_(g)) done = false;
                // rounding alone goes up, or below 0
                eta_(g) = step(g) < eta_(g) ? R(eta_(g) - step(g)) : R(eta_(g) / 1000);
                if (!over_ridge_ && ridge_ == R(0) && eta_(g) < R(1e-12) * first(g)) refuse();
            }
            if (done) break;
        }
        pass();
    }
};

}  // namespace detail

/// Risk of min sum_i w_i (y_i - <b,x_i>)^2 + ridge |b|^2, samples of several laws, at test on `directions`, of which
/// `unlearned` is what no fit has of the target there; `rest` of it is of no linear function, `noise` the noise there.
/// train_error is (1/n) sum w_i (y_i - f_i)^2; effective_ridge that of a direction of variance 1 in every law.
/// Throws NotCovered at ridge 0 where some samples are too many for their directions and others too few.
/// Cost: some ten passes over the levels, each laws^2.  Formulas (16.19)-(16.21).
template <Scalar R>
PopulationsRisk<R> populations_risk(const std::vector<TestDirection<R>>& directions,
                                    const std::vector<TrainingLaw<R>>& laws, const R& ridge, const R& unlearned,
                                    const R& noise) {
    using Kind = SampleKind<R>;
    using Vector = typename detail::Populations<R>::Vector;
    const R epsilon = std::numeric_limits<R>::epsilon();
    R samples(0), used(0), rank(0), all_noise(0), all_rest(0);
    bool tail = false;
    for (const TrainingLaw<R>& law : laws) {
        tail |= law.tail_trace > R(0);
        for (const Kind& k : law.kinds) {
            samples += k.count;
            if (!(k.weight > R(0))) continue;
            used += k.count, all_noise += k.count * k.noise, all_rest += k.count * k.rest;
        }
    }
    std::vector<bool> seen;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        seen.push_back(std::any_of(laws.begin(), laws.end(), [&](const auto& law) { return law.variance[i] > R(0); }));
        if (seen.back()) rank += directions[i].multiplicity;
    }
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    const auto finish = [&] {
        r.excess_risk = r.bias + r.variance;
        r.test_error = r.excess_risk + noise;
        r.sources.samples = is_infinite(r.bias) ? r.bias : R(r.bias - r.sources.bias_squared);
        r.sources.noise_samples = r.variance;
        return found;
    };
    if (is_infinite(ridge)) {
        r.bias = unlearned;
        for (const TestDirection<R>& d : directions) r.bias += d.square * d.variance;
        for (std::size_t g = 0; g < laws.size(); ++g)
            for (const Kind& k : laws[g].kinds) {
                R energy = k.noise + k.rest + laws[g].tail_energy;
                for (std::size_t i = 0; i < directions.size(); ++i)
                    energy += directions[i].square * laws[g].variance[i];
                r.train_error += k.count / samples * k.weight * energy;
            }
        r.sources.bias_squared = r.bias;
        r.effective_ridge = ridge;
        found.learned.assign(directions.size(), R(0));
        r.error_bound = 60 * epsilon * (r.bias + noise);
        return finish();
    }
    const bool over_ridge = ridge == R(0) && !tail && used >= rank;
    if (over_ridge && used == rank) {  // as many samples as directions: their matrix is inverted
        r.sources.bias_squared = unlearned;
        for (std::size_t i = 0; i < directions.size(); ++i) {
            if (!seen[i]) r.sources.bias_squared += directions[i].square * directions[i].variance;
            found.learned.push_back(seen[i] ? R(1) : R(0));
        }
        r.bias = all_rest > R(0) ? infinite<R> : r.sources.bias_squared;
        r.variance = all_noise > R(0) ? infinite<R> : R(0);
        r.weight_norm = all_noise + all_rest > R(0) ? infinite<R> : R(0);
        if (r.weight_norm == R(0))
            for (std::size_t i = 0; i < directions.size(); ++i)
                if (seen[i]) r.weight_norm += directions[i].square;
        r.degrees_of_freedom = r.degrees_of_freedom_2 = rank;
        r.unused_samples = 1 - used / samples;
        if (!is_infinite(r.bias) && !is_infinite(r.variance)) r.error_bound = 60 * epsilon * (r.bias + noise);
        return finish();
    }

    const detail::Populations<R> at(directions, laws, ridge, over_ridge);
    const Eigen::Index count = Eigen::Index(laws.size());
    const auto tails = [&](auto member) {
        Vector t(count);
        for (Eigen::Index g = 0; g < count; ++g) t(g) = laws[std::size_t(g)].*member;
        return t;
    };
    /// Errors where a direction has variance t(i), `a` as Populations::seen_by it: of what is left, of noise, of rest.
    struct Errors {
        R left{0}, spread{0}, noise{0}, rest{0};
    };
    const auto errors = [&](const auto& t, const Vector& a) {
        const Vector y = at.amplified(a);
        Errors e;
        for (std::size_t i = 0; i < directions.size(); ++i) {
            const R left = at.left(i), known = directions[i].square * left * left;
            R seen_there(0);
            for (Eigen::Index g = 0; g < count; ++g) seen_there += y(g) * laws[std::size_t(g)].variance[i];
            e.left += known * t(i);
            e.spread += known * seen_there;
        }
        for (Eigen::Index g = 0; g < count; ++g) {
            const R all = at.response(g, [](const Kind&) { return R(1); });
            if (!(all > R(0))) continue;
            const R each = y(g) / all;
            e.noise += each * at.response(g, [](const Kind& k) { return k.noise; });
            e.rest +=
                each * at.response(g, [](const Kind& k) { return k.rest; }) + y(g) * laws[std::size_t(g)].tail_energy;
        }
        return e;
    };
    const auto at_test = [&](std::size_t i) { return directions[i].variance; };
    const Vector a = at.seen_by(at_test) + tails(&TrainingLaw<R>::tail_test_trace);
    const Errors test = errors(at_test, a);
    r.sources.bias_squared = test.left + unlearned;
    r.bias = r.sources.bias_squared + test.spread + test.rest;
    r.variance = test.noise;
    r.unused_samples = R(0);
    for (Eigen::Index g = 0; g < count; ++g) {
        const TrainingLaw<R>& law = laws[std::size_t(g)];
        const auto there = [&](std::size_t i) { return law.variance[i]; };
        const Errors e = errors(there, at.seen_by(there));
        const R excess = e.left + e.spread + e.noise + e.rest;
        for (const Kind& k : law.kinds) {
            const R kept = at.residual(g, k.weight);
            r.train_error += k.count / samples * k.weight * kept * kept * (excess + k.noise + k.rest + law.tail_energy);
            r.unused_samples += k.count / samples * kept;
        }
    }
    const auto one = [](std::size_t) { return R(1); };
    const Errors norm = errors(one, at.seen_by(one) + tails(&TrainingLaw<R>::tail_trace));
    r.weight_norm = norm.spread + norm.noise + norm.rest;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        const R learned = at.learned(i);
        found.learned.push_back(learned);
        r.weight_norm += directions[i].square * learned * learned;
        r.degrees_of_freedom += directions[i].multiplicity * learned;
        r.degrees_of_freedom_2 += directions[i].multiplicity * learned * learned;
    }
    for (Eigen::Index g = 0; g < count && tail; ++g)
        r.degrees_of_freedom += at.x()(g) * laws[std::size_t(g)].tail_trace;
    r.effective_ridge = reciprocal(at.all_x());
    const Vector y = at.amplified(a);
    R amplified(1);
    for (Eigen::Index g = 0; g < count; ++g) {
        const R plain = at.response(g, [](const Kind&) { return R(1); }) * a(g);
        if (plain > R(0)) amplified = std::max(amplified, R(y(g) / plain));
    }
    finish();
    r.error_bound =
        r.test_error * epsilon * (R(int(directions.size())) + 60) * 2 * (1 + at.sensitivity()) * (1 + amplified);
    return found;
}

/// The same of infinitely many samples: counts are shares, the ridge is that per sample. At ridge 0 whatever any law
/// sees is learned, tails too.
template <Scalar R>
PopulationsRisk<R> populations_risk_of_all(const std::vector<TestDirection<R>>& directions,
                                           const std::vector<TrainingLaw<R>>& laws, const R& ridge, const R& unlearned,
                                           const R& noise) {
    PopulationsRisk<R> found;
    Risk<R>& r = found.risk;
    std::vector<R> pull, missed;  // sum of share w over a law's kinds; what the fit has not of the target there
    R pulls(0);
    for (const TrainingLaw<R>& law : laws) {
        pull.emplace_back(0);
        missed.push_back(law.tail_energy);
        for (const SampleKind<R>& k : law.kinds) pull.back() += k.count * k.weight;
        pulls += pull.back();
    }
    r.bias = unlearned;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        R pulled(0);
        for (std::size_t g = 0; g < laws.size(); ++g) pulled += pull[g] * laws[g].variance[i];
        const R left = !(pulled > R(0)) || is_infinite(ridge) ? R(1) : R(ridge / (ridge + pulled)),
                learned = !(pulled > R(0)) || is_infinite(ridge) ? R(0) : R(pulled / (ridge + pulled));
        const R known = directions[i].square * left * left;
        r.bias += known * directions[i].variance;
        for (std::size_t g = 0; g < laws.size(); ++g) missed[g] += known * laws[g].variance[i];
        r.weight_norm += directions[i].square * learned * learned;
        r.degrees_of_freedom += directions[i].multiplicity * learned;
        r.degrees_of_freedom_2 += directions[i].multiplicity * learned * learned;
        found.learned.push_back(learned);
    }
    for (std::size_t g = 0; g < laws.size(); ++g)
        for (const SampleKind<R>& k : laws[g].kinds)
            r.train_error += k.count * k.weight * (missed[g] + k.noise + k.rest);
    r.effective_ridge = ridge / pulls;
    r.excess_risk = r.sources.bias_squared = r.bias;
    r.test_error = r.bias + noise;
    r.error_bound = r.test_error * std::numeric_limits<R>::epsilon() * (R(int(directions.size())) + 60);
    return found;
}

extern template PopulationsRisk<double> populations_risk(const std::vector<TestDirection<double>>&,
                                                         const std::vector<TrainingLaw<double>>&, const double&,
                                                         const double&, const double&);

}  // namespace lazyrisk
