// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_resolved.hpp"

#include <algorithm>

#include "lazyrisk/numerics/scalar.hpp"

namespace lazyrisk {
namespace {

std::vector<double> numbers(const Eigen::VectorXd& x) { return {x.data(), x.data() + x.size()}; }

/// Sums the images up.
void set_means(SiteResolved& r, const Pool& pool, const PoolNoise& noise) {
    const double points = pool.points();
    r.bias = as_vector(r.images.bias).sum() / points;
    r.variance = as_vector(r.images.variance).sum() / points;
    r.noise = as_vector(r.images.noise).sum() / points;
    r.test_error = r.bias + r.variance + r.noise;
    const double clean_bias = (noise.flip * pool.targets + noise.kept * r.images.mean_residual).squaredNorm() / points;
    r.clean_error = clean_bias + r.variance + r.noise - noise.variance;
}

SiteResolved nothing_learned(const Pool& pool, const PoolSetting& setting) {
    check(pool, setting);
    const PoolNoise noise(setting, pool.outputs());
    SiteResolved r;
    const std::size_t points = std::size_t(pool.points());
    r.images = {numbers(noise.kept * noise.kept * pool.targets.rowwise().squaredNorm()),
                std::vector<double>(points, 0.0), std::vector<double>(points, noise.variance), pool.targets};
    set_means(r, pool, noise);
    r.train_error = r.gcv = r.test_error;
    r.effective_ridge = r.inner_ridge = infinite<>;
    return r;
}

}  // namespace

SiteResolved site_resolved(const SiteEquivalent& site) {
    const Pool& pool = site.pool();
    const PoolSetting& setting = site.setting();
    const PoolNoise noise(setting, pool.outputs());
    const Eigen::VectorXd& g = site.resolvent();
    const double points = pool.points(), kept = noise.kept * noise.kept;
    SiteResolved r;
    r.images.mean_residual = g.cwiseInverse().asDiagonal() * site.response();
    r.images.bias = numbers(kept * r.images.mean_residual.rowwise().squaredNorm());
    const Matrix direct = kept * site.response().rowwise().squaredNorm();
    const Eigen::VectorXd none = Eigen::VectorXd::Zero(pool.points());
    if (site.peak()) {
        r.images.variance.assign(std::size_t(points), infinite<>);
        r.images.noise.assign(std::size_t(points), noise.variance > 0 ? infinite<> : 0);
    } else {
        const Eigen::RowVectorXd features = Eigen::RowVectorXd::Constant(1, kept * site.feature_part().trace());
        r.images.variance = numbers(site.moments(direct, features).spread.col(0));
        r.images.noise = numbers(noise.variance == 0
                                     ? none
                                     : Eigen::VectorXd(site.moments(Matrix(none), Eigen::RowVectorXd::Zero(1),
                                                                    Matrix::Constant(pool.points(), 1, noise.variance))
                                                           .full.col(0)));
    }
    set_means(r, pool, noise);
    const Eigen::VectorXd second = as_vector(r.images.bias) + as_vector(r.images.variance) + as_vector(r.images.noise);
    const Eigen::VectorXd squared = g.cwiseAbs2();
    const double left = site.field().inner_ridge * points / setting.samples;
    r.train_error = left == 0 ? 0 : left * left * second.dot(squared) / points;
    r.gcv = second.dot(squared) * points / (g.sum() * g.sum());
    r.effective_ridge = as_vector(site.field().ridge).mean();
    r.degrees_of_freedom = site.degrees_of_freedom();
    r.inner_ridge = site.field().inner_ridge;
    r.field = site.field();
    r.steps = site.steps();
    r.residual = site.residual();
    return r;
}

SiteResolved site_resolved(const Pool& pool, const PoolSetting& setting, const SiteField& start) {
    if (is_infinite(setting.ridge)) return nothing_learned(pool, setting);
    return site_resolved(SiteEquivalent(pool, setting, start));
}

SiteField site_start(const FinitePopulation& alike) {
    if (is_infinite(alike.effective_ridge) || alike.effective_ridge == 0) return {};
    return {std::vector<double>(alike.modes.size(), alike.effective_ridge), alike.inner_ridge};
}

}  // namespace lazyrisk
