// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Linear regression on Gaussian inputs, in the eigenbasis of their covariance.
#include <bit>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <functional>
#include <memory>
#include <span>

#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/linear_rows.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/spectrum/covariate_spectrum.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::vector<LinearRows> linear_rows(const Linear& model, const Target<>& target) {
    constexpr double most = 1e6;
    if (!(model.covariates() <= most) && !is_infinite(model.covariates()))
        throw DomainError("dim", model.covariates(), "a simulation draws every covariate, up to a million of them");
    const CovariateSpectrum every = every_eigenvalue(model.covariance, model.alignment);
    const double covariates = model.covariates(), share = is_per_dimension(model.covariance) ? covariates : 1;
    if (is_infinite(covariates)) throw DomainError("`dim` is missing: a simulation draws so many covariates");
    const Target<> energies = in_modes_of(every.target, target);
    std::vector<double> test;
    if (model.test_covariance)
        test = test_variances(every, model.covariance, model.alignment, *model.test_covariance).level;
    std::vector<LinearRows> rows;
    int first = 0;
    for (const GivenSpectrum::Mode& level : every.model.levels) {
        const double multiplicity = level.multiplicity * share, whole = std::round(multiplicity);
        if (std::abs(multiplicity - whole) > 1e-9 * multiplicity || whole < 1)
            throw DomainError("dim", covariates,
                              "a simulation needs whole multiplicities; eigenvalue " + to_text(level.eigenvalue) +
                                  " has " + to_text(multiplicity));
        const std::size_t i = rows.size();
        rows.push_back({level.eigenvalue, test.empty() ? level.eigenvalue : test[i], energies.energy[i].second, first,
                        int(whole)});
        first += int(whole);
    }
    return rows;
}

namespace {

/// Without the test law: laws at test are compared on the same fits.
std::uint64_t kind_of(const std::vector<LinearRows>& rows, double kurtosis) {
    std::uint64_t kind = mixed(std::uint64_t(Kind::linear), std::bit_cast<std::uint64_t>(kurtosis));
    for (const LinearRows& r : rows)
        kind = mixed(mixed(kind, std::bit_cast<std::uint64_t>(r.eigenvalue)), std::uint64_t(r.count));
    return kind;
}

/// Normals become independent entries of variance 1 and that fourth cumulant. Throws NotCovered for one that neither
/// normals, signs nor Student's t have.
std::function<void(std::span<double>)> entry_law(double kurtosis) {
    if (kurtosis == 0) return [](std::span<double>) {};
    if (kurtosis == -2)
        return [](std::span<double> z) {
            for (double& x : z) x = x > 0 ? 1 : -1;
        };
    if (kurtosis < 0)
        throw NotCovered("`kurtosis = " + to_text(kurtosis) +
                         "` has no law here to draw from; 0 are normals, -2 signs, above 0 Student's t");
    const double freedom = 4 + 6 / kurtosis;
    return [law = boost::math::students_t(freedom), scale = std::sqrt((freedom - 2) / freedom)](std::span<double> z) {
        const boost::math::normal normal;
        for (double& x : z) {  // by the lower tail, where a distribution function keeps its digits
            const double value = scale * boost::math::quantile(law, boost::math::cdf(normal, -std::abs(x)));
            x = x > 0 ? -value : value;
        }
    };
}

}  // namespace

Realization realize(const Linear& model, const Target<>& target, double) {
    if (target.rest != 0)
        throw NotCovered("`energy = rest=" + to_text(target.rest) +
                         "`: what no linear function has cannot be drawn; as `noise` it gives the same test error");
    Realization r;
    const auto rows = std::make_shared<const std::vector<LinearRows>>(linear_rows(model, target));
    const int d = r.dimension = rows->back().first + rows->back().count;
    r.kind = kind_of(*rows, model.kurtosis);
    const auto drawn = [rows, d, law = entry_law(model.kurtosis)](double LinearRows::*variance) {
        return [=](int first, int count, const Stream& stream) {
            Matrix x(d, count);
            stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(d));
            law(entries(x));
            for (const LinearRows& level : *rows) x.middleRows(level.first, level.count) *= std::sqrt(level.*variance);
            return x;
        };
    };
    r.inputs = drawn(&LinearRows::eigenvalue);
    if (model.test_covariance) r.test_inputs = drawn(&LinearRows::test_variance);
    // of each level a vector of even direction and of the length that its energy says
    r.target = [rows, d](const Draw& draw) -> InputFunction {
        const auto beta = std::make_shared<Eigen::VectorXd>(d);
        draw.stream(Role::target).normals({beta->data(), std::size_t(d)});
        for (const LinearRows& level : *rows) {
            auto part = beta->segment(level.first, level.count);
            part *= level.energy > 0 ? std::sqrt(level.energy / level.eigenvalue) / part.norm() : 0.0;
        }
        return [beta](const MatrixView& x) {
            const Eigen::VectorXd f = x.transpose() * *beta;
            return std::vector<double>(f.begin(), f.end());
        };
    };
    r.gram = [](const MatrixView& x) { return lower_gram(x); };
    r.kernel = [](const MatrixView& x, const MatrixView& y) -> Matrix { return x.transpose() * y; };
    return r;
}

}  // namespace lazyrisk
