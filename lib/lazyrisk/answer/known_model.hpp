// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A model ready to be asked, whichever it is.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "lazyrisk/resolvent/outliers.hpp"
#include "lazyrisk/risk/radial_risk.hpp"
#include "lazyrisk/risk/resolved.hpp"
#include "lazyrisk/spectrum/feature_kurtosis.hpp"

namespace lazyrisk {

/// Models of rotation-invariant kernels on the sphere.
template <class Model>
inline constexpr bool is_zonal =
    std::is_same_v<Model, RandomFeatures> || std::is_same_v<Model, Kernel> || std::is_same_v<Model, NeuralTangent> ||
    std::is_same_v<Model, DotProduct> || std::is_same_v<Model, DeepKernel> || std::is_same_v<Model, KernelMass>;

/// Models of linear covariates.
template <class Model>
inline constexpr bool is_of_covariates = requires(const Model& m) {
    covariate_axes(m);
};

inline bool sizes_are_shares(const Linear& model) { return !model.has_counts(); }
inline bool sizes_are_shares(const DeepFeatures& model) { return !model.inputs().has_counts(); }

/// What linear regression is asked beside its risk.
struct LinearCovariates {
    Linear model;
    CovariateAxes axes;  ///< of a target of energy 1

    /// Have inputs at test another covariance?
    [[nodiscard]] bool shifts() const { return model.test_covariance.has_value(); }
};

/// The axes with the energies of that target, in the modes of the spectrum; what remains is of no linear function.
inline std::pair<CovariateAxes, double> with_energies(CovariateAxes axes, const Target<>& target) {
    double energy = 0, unit = 0;
    for (std::size_t i = 0; i < axes.levels.size(); ++i) {
        unit += axes.levels[i].energy;
        energy += axes.levels[i].energy = target.energy[i].second;
    }
    const double size = unit > 0 ? energy / unit : 0;
    axes.tail.energy *= size, axes.tail.test_energy *= size, axes.lost *= size;
    for (PopulationAxes& population : axes.populations) population.tail_energy *= size;
    for (double& b : axes.coefficients) b *= std::sqrt(size);
    const double rest = std::max(0.0, target.rest - axes.tail.energy);
    return {std::move(axes), rest};
}

/// Random features whose inputs have another law at test.
struct ShiftedFeatures {
    CovariateAxes axes;  ///< in units of the kernel, of a target of energy 1
    FeatureLaw law;
};

/// With the target that came with it (a spectrum file has its own, a covariance one of energy 1).
struct KnownModel {
    Resolved model;
    Target<> target;
    Dimension dimension;                       ///< NaN of a given spectrum, and of covariates
    Functions functions;                       ///< what its eigenfunctions are
    std::function<LimitMasses()> limit{};      ///< of a model in the limit d -> infinity; empty at finite d
    bool has_covariates = false;               ///< inputs are linear covariates, the target is linear in them
    std::optional<LinearCovariates> linear{};  ///< of linear regression
    std::optional<ShiftedFeatures> shifted{};  ///< of random features under a test law of their own
    bool by_share = false;                     ///< multiplicities are shares of a dimension
    double feature_kurtosis = 1;               ///< of what a model draws at finite d
    bool on_sphere = false;               ///< inputs uniform on the sphere of that finite dimension, modes its degrees
    std::optional<RadialModes> radial{};  ///< of inputs or weights whose length varies, at finite d
    std::optional<RadialRisk> radial_risk{};  ///< likewise; none of regression on the inputs themselves

    /// Throws as Resolved.
    template <class Model>
    KnownModel(const Model& m, int highest_degree, int degrees = -1, Target<> own = {})
        : model(m, highest_degree, degrees),
          target(std::move(own)),
          dimension(dimension_of(m)),
          functions(std::is_same_v<Model, GivenSpectrum> || is_of_covariates<Model> ? Functions::gaussian
                    : is_infinite(dimension.value)                                  ? Functions::of_the_limit
                                                                                    : Functions::harmonics) {
        if constexpr (is_of_covariates<Model>) {
            const CovariateAxes axes = covariate_axes(m);
            target = unit_target(axes);
            has_covariates = true;
            by_share = sizes_are_shares(m);
            if constexpr (std::is_same_v<Model, Linear>) linear = {m, axes};
            if constexpr (std::is_same_v<Model, DeepFeatures>)
                if (m.test_covariance) shifted = {kernel_axes(m), feature_law(m)};
        }
        if constexpr (std::is_constructible_v<RadialModes, Model, int>)
            if (has_dimension()) {
                radial.emplace(m, highest_degree);
                if (!is_linear_regression(model.coarsest().spectrum)) radial_risk.emplace(m, highest_degree);
            }
        if (has_dimension()) feature_kurtosis = lazyrisk::feature_kurtosis(m);
        on_sphere = has_dimension() && is_zonal<Model>;
        if constexpr (requires { in_the_limit(m); })
            if (functions == Functions::of_the_limit) limit = [m] { return in_the_limit(m); };
    }
    /// The same for its density: levels that are shares of a dimension are of many modes, however small.
    [[nodiscard]] Functions functions_of_density() const { return by_share ? Functions::of_the_limit : functions; }
    /// A target as asked for, in the modes of the spectrum.
    [[nodiscard]] Target<> in_modes(const Target<>& asked) const {
        return has_covariates ? in_modes_of(target, asked) : radial ? radial->of(asked) : asked;
    }
    /// Finite, and no given spectrum.
    [[nodiscard]] bool has_dimension() const { return functions == Functions::harmonics; }
};

/// Throws NotCovered for linear regression on samples of several kinds: `what` is known for samples that are alike.
/// Or of inputs and weights whose length varies.
inline void require_alike_samples(const KnownModel& known, const char* what) {
    if (known.radial_risk)
        throw NotCovered(std::string(what) +
                         " with Gaussian inputs or weights is not covered: leave `inputs` and "
                         "`weights` out");
    if (known.linear && known.linear->model.has_kinds_of_samples())
        throw NotCovered(
            std::string(what) +
            " of samples that are not all alike is not covered: leave out `sample-weights` and `population`");
}

}  // namespace lazyrisk
