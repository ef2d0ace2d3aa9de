// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/pool/classification.hpp"

#include "lazyrisk/numerics/parallel.hpp"
#include "lazyrisk/pool/site_test.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// All pairs of outputs, a column a pair.
struct OutputPairs {
    Matrix direct;
    Eigen::RowVectorXd features;
    Matrix noise;  ///< empty where there is none
};

/// The noise of points of these labels, a column a pair.
Matrix noise_of_pairs(const std::vector<int>& label, const PoolNoise& noise, int c) {
    if (noise.variance == 0 || label.empty()) return {};
    std::vector<Matrix> of_label;
    for (int one = 0; one < c; ++one) of_label.push_back(noise.covariance(one));
    Matrix pairs(label.size(), c * (c + 1) / 2);
    int column = 0;
    for (int i = 0; i < c; ++i)
        for (int j = 0; j <= i; ++j, ++column)
            for (std::size_t point = 0; point < label.size(); ++point)
                pairs(Eigen::Index(point), column) = of_label[std::size_t(label[point])](i, j);
    return pairs;
}

OutputPairs output_pairs(const SiteEquivalent& site, const PoolNoise& noise) {
    const int c = site.pool().outputs(), pairs = c * (c + 1) / 2;
    const Matrix& a = site.response();
    const Matrix features = site.feature_part();
    OutputPairs p{Matrix(a.rows(), pairs), Eigen::RowVectorXd(pairs), noise_of_pairs(site.pool().label, noise, c)};
    const double kept = noise.kept * noise.kept;
    int column = 0;
    for (int i = 0; i < c; ++i)
        for (int j = 0; j <= i; ++j, ++column) {
            p.direct.col(column) = kept * a.col(i).cwiseProduct(a.col(j));
            p.features(column) = kept * features(i, j);
        }
    return p;
}

/// A row of pairs as a symmetric matrix.
Matrix unpacked(const Matrix& pairs, Eigen::Index point, int c) {
    Matrix covariance(c, c);
    int column = 0;
    for (int i = 0; i < c; ++i)
        for (int j = 0; j <= i; ++j, ++column) covariance(i, j) = covariance(j, i) = pairs(point, column);
    return covariance;
}

void require_labels(const Pool& pool) {
    if (pool.label.empty()) throw DomainError("labels", "none", "an error of classes needs a label a point");
}

}  // namespace

PoolClasses classification(const SiteEquivalent& site, int nodes, int threads) {
    const Pool& pool = site.pool();
    require_labels(pool);
    if (nodes < 1) throw DomainError("nodes", nodes, "expected 1 or more");
    if (site.peak())
        throw NotCovered("at ridge 0 and as many features as samples scores have no variance: take a small ridge");
    const PoolNoise noise(site.setting(), pool.outputs());
    const OutputPairs pairs = output_pairs(site, noise);
    const SiteMoments of_pool = site.moments(pairs.direct, pairs.features, pairs.noise);
    Matrix spread = of_pool.spread, mean = noise.kept * site.mean_prediction();
    const std::vector<int>& label = pool.tested_label();
    if (pool.tested_apart()) {
        const SiteTest& test = site.test();
        mean = noise.kept * test.mean_prediction();
        spread = test.spread(of_pool.full, pairs.noise);
    }
    PoolClasses r;
    r.image.resize(label.size());
    parallel_for(r.image.size(), threads, [&](std::size_t i) {
        const Eigen::Index row = Eigen::Index(i);
        r.image[i] = 1 - probability_of_largest(label[i], mean.row(row).transpose(),
                                                unpacked(spread, row, pool.outputs()), nodes);
    });
    r.class_error = as_vector(r.image).mean();
    r.noisy_class_error = noise.noisy_class_error(r.class_error);
    return r;
}

PoolClasses classification(const Pool& pool, const PoolSetting& setting, const SiteField& start, int nodes,
                           int threads) {
    require_labels(pool);
    PoolSetting finite = setting;
    // beyond, scores shrink and nothing else changes
    if (is_infinite(setting.ridge)) finite.ridge = 1e5 * pool.kernel.trace();
    return classification(SiteEquivalent(pool, finite, start), nodes, threads);
}

}  // namespace lazyrisk
