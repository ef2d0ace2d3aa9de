// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/risk/radial_risk.hpp"

#include <Eigen/Cholesky>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <map>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;
using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;
using WideVector = Eigen::Matrix<Wide, Eigen::Dynamic, 1>;

WideVector as_wide(const std::vector<Wide>& x) {
    return Eigen::Map<const WideVector>(x.data(), Eigen::Index(x.size()));
}

/// One degree: columns over the nodes, the weight of each column.
struct DegreeFactors {
    Wide multiplicity;
    WideMatrix column;  // [inputs x columns]
};

/// The fixed point c_r = rho + F_r/n, e = E of formula (16.32) and its derivatives at (c, e).
class LengthEquations {
public:
    LengthEquations(const RadialFactors& f, const Operation<>& op)
        : inputs_(as_wide(f.inputs.weight)),
          per_sample_(is_infinite(op.sizes.samples) ? 0 : 1 / Wide(op.sizes.samples)),
          per_neuron_(is_infinite(op.sizes.width) ? 0 : 1 / Wide(op.sizes.width)),
          channels_(f.channels) {
        const WideVector v = as_wide(f.weights.weight);
        for (const RadialFactors::Degree& g : f.degrees) {
            DegreeFactors d{g.multiplicity, WideMatrix(inputs_.size(), Eigen::Index(g.column.size()))};
            for (Eigen::Index c = 0; c < d.column.cols(); ++c)
                d.column.col(c) = as_wide(g.column[std::size_t(c)]) * std::sqrt(v(weight_of(c)));
            degrees_.push_back(std::move(d));
        }
        weights_ = v;
        tail_.resize(inputs_.size(), v.size());
        for (Eigen::Index j = 0; j < v.size(); ++j) tail_.col(j) = as_wide(f.tail[std::size_t(j)]);
    }

    WideVector c, e;  ///< effective ridges over n by radius; of the weights' radii

    [[nodiscard]] bool finite_width() const { return per_neuron_ > 0; }
    [[nodiscard]] const WideVector& input_weights() const { return inputs_; }
    [[nodiscard]] const WideVector& weight_weights() const { return weights_; }

    /// K(r, r).
    [[nodiscard]] WideVector diagonal() const {
        WideVector all = tail_ * weights_;
        for (const DegreeFactors& g : degrees_) all += g.multiplicity * g.column.rowwise().squaredNorm();
        return all;
    }

    /// F, E and their derivatives by C' = c/w and e.
    struct At {
        WideVector f, e;
        WideMatrix f_c, f_e, e_c, e_e;
        Wide second = 0;  ///< sum B tr H^2
    };
    [[nodiscard]] At evaluate() const {
        const Eigen::Index n = inputs_.size(), m = weights_.size();
        const WideVector ridge = c.cwiseQuotient(inputs_);
        At at{WideVector::Zero(n),    WideVector::Zero(m),    WideMatrix::Zero(n, n),
              WideMatrix::Zero(n, m), WideMatrix::Zero(m, n), WideMatrix::Zero(m, m)};
        for (Eigen::Index j = 0; j < m; ++j) {
            const Wide left = 1 / (1 + e(j));
            at.f += weights_(j) * left * tail_.col(j);
            at.f_e.col(j) -= weights_(j) * left * left * tail_.col(j);
            at.e(j) += per_neuron_ * tail_.col(j).cwiseQuotient(ridge).sum();
            at.e_c.row(j) -= per_neuron_ * tail_.col(j).cwiseQuotient(ridge.cwiseAbs2()).transpose();
        }
        for (const DegreeFactors& g : degrees_) add(at, g, ridge);
        return at;
    }

    /// Of one degree at the fixed point: alpha T, and alpha itself.
    struct Shares {
        WideMatrix alpha, learned;  ///< [inputs x columns]; learned = alpha (1 + alpha^T alpha)^{-1}
    };
    [[nodiscard]] Shares shares(std::size_t degree) const { return shares(degrees_[degree], c.cwiseQuotient(inputs_)); }
    [[nodiscard]] std::size_t degrees() const { return degrees_.size(); }
    [[nodiscard]] Eigen::Index weight_of(Eigen::Index column) const { return channels_ == 0 ? 0 : column / channels_; }

private:
    WideVector inputs_, weights_;
    WideMatrix tail_;
    Wide per_sample_, per_neuron_;
    int channels_;
    std::vector<DegreeFactors> degrees_;

    [[nodiscard]] Shares shares(const DegreeFactors& g, const WideVector& ridge) const {
        Shares s{g.column, {}};
        for (Eigen::Index j = 0; j < s.alpha.cols(); ++j) s.alpha.col(j) /= std::sqrt(1 + e(weight_of(j)));
        s.alpha = ridge.cwiseSqrt().cwiseInverse().asDiagonal() * s.alpha;
        WideMatrix one = s.alpha.transpose() * s.alpha;
        one.diagonal().array() += 1;
        s.learned = Eigen::LLT<WideMatrix>(one).solve(s.alpha.transpose()).transpose();
        return s;
    }

    void add(At& at, const DegreeFactors& g, const WideVector& ridge) const {
        if (g.column.cols() == 0) return;
        const Shares s = shares(g, ridge);
        const WideMatrix h = s.learned * s.alpha.transpose();
        at.f += g.multiplicity * ridge.cwiseProduct(h.diagonal());
        at.second += g.multiplicity * h.squaredNorm();
        at.f_c += g.multiplicity * (ridge.asDiagonal() * h.cwiseAbs2() * ridge.cwiseInverse().asDiagonal());
        if (!finite_width()) return;
        const WideMatrix st = s.alpha.transpose() * s.learned;
        for (Eigen::Index j = 0; j < g.column.cols(); ++j) {
            const Wide more = 1 + e(j);
            at.f_e.col(j) -= g.multiplicity / more * ridge.cwiseProduct(s.learned.col(j).cwiseAbs2());
            const Wide scale = g.multiplicity * per_neuron_ * more / weights_(j);
            at.e(j) += scale * st(j, j);
            at.e_c.row(j) -= scale * s.learned.col(j).cwiseAbs2().cwiseQuotient(ridge).transpose();
            for (Eigen::Index i = 0; i < g.column.cols(); ++i) at.e_e(j, i) += scale / (1 + e(i)) * st(j, i) * st(j, i);
        }
    }
};

/// Newton's method in the logarithms of c and e, from the largest c there can be.
LengthEquations::At solve(LengthEquations& q, Wide ridge, Wide per_sample) {
    const Eigen::Index n = q.input_weights().size(), m = q.weight_weights().size();
    q.c = q.diagonal() * per_sample;
    q.c.array() += ridge;
    q.e = WideVector::Zero(m);
    constexpr int most = 400, plain = 6;
    for (int step = 0; step < most; ++step) {
        const LengthEquations::At at = q.evaluate();
        WideVector change(n + m);
        if (step < plain) {
            change << ((per_sample * at.f).array() + ridge - q.c.array()).matrix(), at.e - q.e;
        } else {
            WideMatrix jacobian = WideMatrix::Identity(n + m, n + m);
            const auto by_c = q.input_weights().cwiseInverse().asDiagonal();
            jacobian.topLeftCorner(n, n) -= per_sample * at.f_c * by_c;
            jacobian.topRightCorner(n, m) -= per_sample * at.f_e;
            jacobian.bottomLeftCorner(m, n) -= at.e_c * by_c;
            jacobian.bottomRightCorner(m, m) -= at.e_e;
            WideVector left(n + m);
            left << ((per_sample * at.f).array() + ridge - q.c.array()).matrix(), at.e - q.e;
            change = jacobian.partialPivLu().solve(left);
        }
        Wide largest = 0;
        for (Eigen::Index i = 0; i < n + m; ++i) {
            Wide& x = i < n ? q.c(i) : q.e(i - n);
            if (x > 0) {
                const Wide relative = change(i) / x;
                largest = std::max(largest, std::abs(relative));
                x *= relative < 0 ? 1 / (1 - std::max(relative, -20.0L)) : 1 + std::min(relative, 20.0L);
            } else {
                x = std::max(change(i), 0.0L);
                largest = std::max(largest, x);
            }
        }
        if (largest <= 1e-15L) return q.evaluate();
    }
    throw NotConverged("the effective ridges of inputs of different lengths did not settle; a larger ridge would help");
}

/// What the fixed point leaves of a target, by radius.
struct LeftOver {
    WideVector squares, product;  ///< of the residual; of residual and target
};

LeftOver left_over(const LengthEquations& q, const RadialTarget& target, const WideMatrix& e_by_c) {
    const Eigen::Index n = q.input_weights().size();
    const WideVector ridge = q.c.cwiseQuotient(q.input_weights()), root = ridge.cwiseSqrt();
    LeftOver left{WideVector::Constant(n, target.rest), WideVector::Constant(n, target.rest)};
    for (const RadialTarget::Part& part : target.parts) {
        const WideVector g = as_wide(part.value);
        if (std::size_t(part.degree) >= q.degrees()) {
            left.squares += part.energy * g.cwiseAbs2();
            left.product += part.energy * g.cwiseAbs2();
            continue;
        }
        const LengthEquations::Shares s = q.shares(std::size_t(part.degree));
        const WideVector scaled = g.cwiseQuotient(root);
        const WideVector residual = root.cwiseProduct(scaled - s.alpha * (s.learned.transpose() * scaled));
        left.squares += part.energy * residual.cwiseAbs2();
        left.product += part.energy * residual.cwiseProduct(g);
        if (!q.finite_width()) continue;
        const WideVector found = s.learned.transpose() * scaled;
        for (Eigen::Index j = 0; j < found.size(); ++j)
            left.squares -= part.energy * found(j) * found(j) / (1 + q.e(j)) *
                            ridge.cwiseAbs2().cwiseProduct(e_by_c.row(j).transpose());
    }
    return left;
}

/// Nothing is learned.
Risk<> under_infinite_ridge(const RadialFactors& f, const RadialTarget& target, const Operation<>& op) {
    Wide energy = target.rest;
    for (const RadialTarget::Part& part : target.parts)
        energy += part.energy * as_wide(f.inputs.weight).dot(as_wide(part.value).cwiseAbs2());
    Risk<> r;
    r.bias = r.excess_risk = double(energy);
    r.test_error = r.train_error = r.excess_risk + op.noise_variance;
    r.effective_ridge = infinite<>;
    r.has_sources = false;
    r.error_bound = 1e-15 * r.test_error;
    return r;
}

/// `least`: of the trace, as a ridge: what none is taken for.
Risk<> risk_of_lengths(const RadialFactors& factors, const RadialTarget& target, const Operation<>& op, Wide least) {
    LengthEquations q(factors, op);
    const WideVector& w = q.input_weights();
    const Wide per_sample = is_infinite(op.sizes.samples) ? 0 : 1 / Wide(op.sizes.samples);
    const Wide trace = w.dot(q.diagonal()), asked = op.ridge_over_samples;
    const Wide ridge = std::max(asked, least * trace * (per_sample > 0 ? per_sample : 1));
    const LengthEquations::At at = solve(q, ridge, per_sample);
    const Eigen::Index n = w.size(), m = q.weight_weights().size();
    // the whole derivative of F by C': what one sample's error does to another's
    WideMatrix e_by_c = WideMatrix::Zero(m, n), whole = at.f_c;
    if (q.finite_width()) {
        e_by_c = (WideMatrix::Identity(m, m) - at.e_e).partialPivLu().solve(at.e_c);
        whole += at.f_e * e_by_c;
    }
    const WideMatrix between = per_sample * whole * w.cwiseInverse().asDiagonal();
    const LeftOver left = left_over(q, target, e_by_c);
    const WideMatrix unused = WideMatrix::Identity(n, n) - between;
    const auto solver = unused.partialPivLu();
    const WideVector bias = solver.solve(left.squares);
    const WideVector noise = solver.solve(between * WideVector::Ones(n));
    const Wide s2 = op.noise_variance;
    const WideVector error = bias + s2 * (noise + WideVector::Ones(n));  // by radius, with the noise
    const WideVector kept = ridge * q.c.cwiseInverse();
    Risk<> r;
    r.bias = double(w.dot(bias));
    r.variance = double(s2 * w.dot(noise));
    r.excess_risk = r.bias + r.variance;
    r.test_error = r.excess_risk + op.noise_variance;
    r.train_error = double(w.cwiseProduct(kept.cwiseAbs2()).dot(error));
    r.weight_norm = double(w.cwiseQuotient(q.c).dot(left.product + WideVector::Constant(n, s2)) -
                           ridge * w.cwiseQuotient(q.c.cwiseAbs2()).dot(error));
    r.effective_ridge = double(q.weight_weights().dot(q.e + WideVector::Ones(m)) / w.cwiseQuotient(q.c).sum());
    const Wide unused_share = w.dot(ridge * q.c.cwiseInverse());
    r.unused_samples = double(unused_share);
    r.degrees_of_freedom = double(at.f.cwiseQuotient(q.c).dot(w));
    r.degrees_of_freedom_2 = double(at.second);
    r.has_sources = false;
    r.error_bound = 1e-11 * r.test_error;
    return r;
}

}  // namespace

Risk<> radial_risk(const RadialFactors& factors, const RadialTarget& target, const Operation<>& op) {
    if (is_infinite(op.ridge_over_samples)) return under_infinite_ridge(factors, target, op);
    Risk<> r = risk_of_lengths(factors, target, op, 1e-13L);
    if (op.ridge_over_samples > 0) return r;
    // without a ridge: where the error goes on growing as the ridge falls, there is none
    const Risk<> above = risk_of_lengths(factors, target, op, 1e-11L);
    const double change = std::abs(r.test_error - above.test_error);
    r.error_bound += change;
    if (change <= 1e-3 * r.test_error) return r;
    if (r.test_error > above.test_error) {
        for (double* x : {&r.test_error, &r.excess_risk, &r.error_bound}) *x = infinite<>;
        if (r.bias > 1.001 * above.bias) r.bias = infinite<>;
        if (r.variance > 1.001 * above.variance) r.variance = infinite<>;
        if (r.weight_norm > 1.001 * above.weight_norm) r.weight_norm = infinite<>;
    }
    return r;
}

/// Factors of more and more degrees.
struct RadialRisk::Stages {
    std::function<RadialFactors(int)> factors;
    std::vector<int> degrees;
    std::mutex mutex;
    std::map<int, std::shared_ptr<const RadialFactors>> known;

    std::shared_ptr<const RadialFactors> at(int k) {
        const std::lock_guard lock(mutex);
        std::shared_ptr<const RadialFactors>& found = known[k];
        if (!found) found = std::make_shared<const RadialFactors>(factors(k));
        return found;
    }
};

RadialRisk::RadialRisk(std::function<RadialFactors(int)> factors, int most, int highest)
    : stages_(std::make_shared<Stages>()) {
    stages_->factors = std::move(factors);
    for (const int k : {16, 48, 144, 432})
        if (k > highest && k < most) stages_->degrees.push_back(k);
    stages_->degrees.push_back(std::max(most, highest));
}

Risk<> RadialRisk::at(const RadialTarget& target, const Operation<>& op) const {
    constexpr Wide negligible = 1e-10L;
    if (op.ridge_over_samples < 0) throw NotCovered("a negative ridge with Gaussian inputs or weights is not covered");
    if (op.ensemble != 1 && !is_infinite(op.sizes.width))
        throw NotCovered("an ensemble with Gaussian inputs or weights is not covered: leave `ensemble` out");
    for (std::size_t i = 0;; ++i) {
        const std::shared_ptr<const RadialFactors> f = stages_->at(stages_->degrees[i]);
        Risk<> r = radial_risk(*f, target, op);
        Wide tail = 0;
        for (std::size_t j = 0; j < f->tail.size(); ++j)
            for (std::size_t k = 0; k < f->tail[j].size(); ++k)
                tail += f->weights.weight[j] * f->inputs.weight[k] * f->tail[j][k];
        const Wide missed = r.effective_ridge > 0 ? tail / f->degrees.back().multiplicity / r.effective_ridge : 0;
        if (missed > negligible && i + 1 < stages_->degrees.size()) continue;
        r.error_bound += double(4 * missed) * r.test_error;
        return r;
    }
}

}  // namespace lazyrisk
