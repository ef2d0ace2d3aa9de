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

#include "lazyrisk/linear/decomposition.hpp"
#include "lazyrisk/simulate/drawn_samples.hpp"
#include "lazyrisk/simulate/kinds.hpp"
#include "lazyrisk/simulate/linear_rows.hpp"
#include "lazyrisk/simulate/realize.hpp"
#include "lazyrisk/spectrum/diagonalize.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

LinearDraw linear_draw(const Linear& model, const Target<>& target) {
    constexpr double most = 1e6;
    if (!(model.covariates() <= most) && !is_infinite(model.covariates()))
        throw DomainError("dim", model.covariates(), "a simulation draws every covariate, up to a million of them");
    const double covariates = model.covariates();
    if (is_infinite(covariates) && is_per_dimension(model.covariance) &&
        std::holds_alternative<CovarianceLevels>(model.covariance))
        throw DomainError("`dim` is missing: a simulation draws so many covariates");
    const CovariateAxes axes = every_axis(model);
    if (is_infinite(covariates)) throw DomainError("`dim` is missing: a simulation draws so many covariates");
    const Target<> energies = in_modes_of(unit_target(axes), target);
    double linear = 0;
    for (const auto& [mode, energy] : target.energy) linear += energy;
    LinearDraw draw{{}, axes.lost * linear};
    std::vector<LinearRows>& rows = draw.rows;
    int first = 0;
    for (const CovariateLevel& level : axes.levels) {
        const double whole = std::round(level.multiplicity);
        if (std::abs(level.multiplicity - whole) > 1e-9 * level.multiplicity || whole < 1)
            throw DomainError("dim", covariates,
                              "a simulation needs whole multiplicities; eigenvalue " + to_text(level.eigenvalue) +
                                  " has " + to_text(level.multiplicity));
        const std::size_t i = rows.size();
        rows.push_back(
            {level.eigenvalue, level.test_variance, energies.energy[i].second, first, int(whole), level.kept});
        if (!axes.coefficients.empty()) rows.back().coefficient = axes.coefficients[i] * std::sqrt(linear);
        if (!model.populations.empty())
            for (const PopulationAxes& population : axes.populations)
                rows.back().variance.push_back(population.variance[i]);
        first += int(whole);
    }
    if (axes.test_matrix) {
        if (axes.test_matrix->size() != std::size_t(first) * std::size_t(first))
            throw DomainError("test-covariance", to_text(*model.test_covariance),
                              "it has another number of rows than there are covariates, " + std::to_string(first));
        draw.test_matrix = Eigen::Map<const Matrix>(axes.test_matrix->data(), first, first);
    }
    return draw;
}

namespace {

/// Without the test law: laws at test are compared on the same fits.
std::uint64_t kind_of(const std::vector<LinearRows>& rows, double kurtosis, std::uint64_t samples) {
    std::uint64_t kind = mixed(std::uint64_t(Kind::linear), std::bit_cast<std::uint64_t>(kurtosis));
    for (const LinearRows& r : rows) {
        kind = mixed(mixed(kind, std::bit_cast<std::uint64_t>(r.eigenvalue)), std::uint64_t(r.count));
        if (r.kept != 1) kind = mixed(kind, std::bit_cast<std::uint64_t>(r.kept));
        for (const double variance : r.variance) kind = mixed(kind, std::bit_cast<std::uint64_t>(variance));
    }
    return samples == 0 ? kind : mixed(kind, samples);
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

/// Inputs of linear regression, a column a point; behind noise on them they stand twice, as seen and as they are.
class DrawnInputs {
public:
    DrawnInputs(const Linear& model, LinearDraw draw)
        : rows_(std::make_shared<const std::vector<LinearRows>>(std::move(draw.rows))),
          d_(rows_->back().first + rows_->back().count),
          noisy_(model.input_noise > 0),
          of_kinds_(model.has_kinds_of_samples()),
          samples_(model),
          law_(entry_law(model.kurtosis)) {
        if (draw.test_matrix.size() == 0) return;
        const Eigenvectors axes = eigenvectors(draw.test_matrix);
        test_factor_ = axes.vector * as_vector(axes.value).cwiseMax(0).cwiseSqrt().asDiagonal();
    }

    [[nodiscard]] int seen() const { return d_; }
    [[nodiscard]] int height() const { return noisy_ ? 2 * d_ : d_; }
    [[nodiscard]] const std::vector<LinearRows>& rows() const { return *rows_; }
    [[nodiscard]] const DrawnSamples& samples() const { return samples_; }

    /// A sample that counts w times is sqrt(w) times as long, and so is its label.
    [[nodiscard]] Matrix training(int first, int count, const Stream& stream) const {
        if (!of_kinds_) return of_variance(&LinearRows::eigenvalue, first, count, stream);
        const std::vector<DrawnSample> kinds = samples_(first, count, stream);
        const bool alike = rows_->front().variance.empty();
        Matrix x = alike ? of_variance(&LinearRows::eigenvalue, first, count, stream) : unit(first, count, stream);
        for (int j = 0; j < count; ++j) {
            const DrawnSample& kind = kinds[std::size_t(j)];
            x.col(j) *= std::sqrt(kind.weight);
            if (alike) continue;
            for (const LinearRows& level : *rows_)
                x.col(j).segment(level.first, level.count) *= std::sqrt(level.variance[kind.population]);
        }
        return x;
    }
    [[nodiscard]] Matrix at_test(int first, int count, const Stream& stream) const {
        if (test_factor_.size() > 0) return test_factor_ * unit(first, count, stream);
        return of_variance(&LinearRows::test_variance, first, count, stream);
    }

private:
    std::shared_ptr<const std::vector<LinearRows>> rows_;
    int d_;
    bool noisy_, of_kinds_;
    DrawnSamples samples_;
    std::function<void(std::span<double>)> law_;
    Matrix test_factor_;

    [[nodiscard]] Matrix unit(int first, int count, const Stream& stream) const {
        Matrix x(d_, count);
        stream.normals(entries(x), std::uint64_t(first) * std::uint64_t(d_));
        law_(entries(x));
        return x;
    }
    [[nodiscard]] Matrix of_variance(double LinearRows::*variance, int first, int count, const Stream& stream) const {
        constexpr std::uint64_t of_noise = std::uint64_t(1) << 59;
        const Matrix z = unit(first, count, stream);
        Matrix noise, x(height(), count);
        if (noisy_) {
            noise.resize(d_, count);
            stream.normals(entries(noise), of_noise + std::uint64_t(first) * std::uint64_t(d_));
        }
        for (const LinearRows& level : *rows_) {
            const double deviation = std::sqrt(level.*variance), own = std::sqrt(level.kept);
            x.middleRows(level.first, level.count) = deviation * own * z.middleRows(level.first, level.count);
            if (!noisy_) continue;
            x.middleRows(d_ + level.first, level.count) = x.middleRows(level.first, level.count);
            x.middleRows(level.first, level.count) +=
                deviation * std::sqrt(1 - level.kept) * noise.middleRows(level.first, level.count);
        }
        return x;
    }
};

}  // namespace

Realization realize(const Linear& model, const Target<>& target, double) {
    if (target.rest != 0)
        throw NotCovered("`energy = rest=" + to_text(target.rest) +
                         "`: what no linear function has cannot be drawn; as `noise` it gives the same test error");
    const auto drawn = std::make_shared<const DrawnInputs>(model, linear_draw(model, target));
    Realization r;
    const int d = drawn->seen();
    r.dimension = drawn->height();
    r.kind = kind_of(drawn->rows(), model.kurtosis, drawn->samples().kind());
    r.inputs = [drawn](int first, int count, const Stream& stream) { return drawn->training(first, count, stream); };
    if (model.test_covariance || model.has_kinds_of_samples())
        r.test_inputs = [drawn](int first, int count, const Stream& stream) {
            return drawn->at_test(first, count, stream);
        };
    if (model.has_kinds_of_samples())
        r.noise_scale = [drawn](int first, int count, const Stream& stream) {
            std::vector<double> scale;
            for (const DrawnSample& kind : drawn->samples()(first, count, stream))
                scale.push_back(std::sqrt(kind.weight * kind.noise));
            return scale;
        };
    // of each level a vector of even direction and of the length that its energy says
    r.target = [drawn, d](const Draw& draw) -> InputFunction {
        const auto beta = std::make_shared<Eigen::VectorXd>(d);
        draw.stream(Role::target).normals({beta->data(), std::size_t(d)});
        for (const LinearRows& level : drawn->rows()) {
            auto part = beta->segment(level.first, level.count);
            part *= level.energy > 0 ? std::sqrt(level.energy / level.eigenvalue) / level.kept / part.norm() : 0.0;
            if (level.coefficient != 0) part(0) = level.coefficient / level.kept;
        }
        return [beta](const MatrixView& x) {
            const Eigen::VectorXd f = x.bottomRows(beta->size()).transpose() * *beta;
            return std::vector<double>(f.begin(), f.end());
        };
    };
    r.gram = [d](const MatrixView& x) { return lower_gram(x.topRows(d)); };
    r.kernel = [d](const MatrixView& x, const MatrixView& y) -> Matrix {
        return x.topRows(d).transpose() * y.topRows(d);
    };
    return r;
}

}  // namespace lazyrisk
