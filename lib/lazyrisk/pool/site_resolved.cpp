// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/site_resolved.hpp"

#include <algorithm>

#include "lazyrisk/numerics/scalar.hpp"
#include "lazyrisk/pool/site_test.hpp"

namespace lazyrisk {
namespace {

std::vector<double> numbers(const Eigen::VectorXd& x) { return {x.data(), x.data() + x.size()}; }

/// Sums the images up.
void set_means(SiteResolved& r, const Pool& pool, const PoolNoise& noise) {
    const double points = pool.tested_points();
    r.bias = as_vector(r.images.bias).sum() / points;
    r.variance = as_vector(r.images.variance).sum() / points;
    r.noise = as_vector(r.images.noise).sum() / points;
    r.test_error = r.bias + r.variance + r.noise;
    const double clean_bias =
        (noise.flip * pool.tested_targets() + noise.kept * r.images.mean_residual).squaredNorm() / points;
    r.clean_error = clean_bias + r.variance + r.noise - noise.variance;
}

/// The images are those of the test points.  Formula (17.24).
void set_test_points(SiteResolved& r, const SiteEquivalent& site, const Matrix& full, const Matrix& noisy) {
    const Pool& pool = site.pool();
    const PoolNoise noise(site.setting(), pool.outputs());
    const SiteTest& test = site.test();
    SiteImages& images = r.images;
    images.mean_residual = pool.test.targets - test.mean_prediction();
    images.bias = numbers(noise.kept * noise.kept * images.mean_residual.rowwise().squaredNorm());
    images.variance = numbers(test.spread(full).col(0));
    images.noise.assign(std::size_t(pool.test.points()), 0.0);
    if (noise.variance == 0) return;
    const Matrix in_pool = Matrix::Constant(pool.points(), 1, noise.variance);
    images.noise = numbers(test.spread(noisy, in_pool).col(0).array() + noise.variance);
}

SiteResolved nothing_learned(const Pool& pool, const PoolSetting& setting) {
    check(pool, setting);
    require_finished(setting);
    const PoolNoise noise(setting, pool.outputs());
    SiteResolved r;
    const std::size_t points = std::size_t(pool.tested_points());
    const Matrix& targets = pool.tested_targets();
    r.images = {numbers(noise.kept * noise.kept * targets.rowwise().squaredNorm()), std::vector<double>(points, 0.0),
                std::vector<double>(points, noise.variance), targets};
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
    Matrix full, noisy;  // second moments of the pool's points, of labels without noise and of noise
    r.images.mean_residual = g.cwiseInverse().asDiagonal() * site.response();
    r.images.bias = numbers(kept * r.images.mean_residual.rowwise().squaredNorm());
    const Matrix direct = kept * site.response().rowwise().squaredNorm();
    const Eigen::VectorXd none = Eigen::VectorXd::Zero(pool.points());
    if (site.peak()) {
        r.images.variance.assign(std::size_t(points), infinite<>);
        r.images.noise.assign(std::size_t(points), noise.variance > 0 ? infinite<> : 0);
    } else {
        const Eigen::RowVectorXd features = Eigen::RowVectorXd::Constant(1, kept * site.feature_part().trace());
        const SiteMoments clean = site.moments(direct, features);
        full = clean.full;
        r.images.variance = numbers(clean.spread.col(0));
        if (noise.variance > 0)
            noisy = site.moments(Matrix(none), Eigen::RowVectorXd::Zero(1),
                                 Matrix::Constant(pool.points(), 1, noise.variance))
                        .full;
        r.images.noise = numbers(noise.variance == 0 ? none : Eigen::VectorXd(noisy.col(0)));
    }
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
    if (pool.tested_apart()) set_test_points(r, site, full, noisy);
    set_means(r, pool, noise);
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
