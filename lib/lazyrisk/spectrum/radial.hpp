// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Spectra of kernels on inputs whose length varies, in modes (k, j): harmonics of degree k times the j-th radial
// function.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "lazyrisk/harmonics/radius_rule.hpp"
#include "lazyrisk/problem/radial.hpp"
#include "lazyrisk/problem/target.hpp"
#include "lazyrisk/spectrum/limit.hpp"
#include "lazyrisk/spectrum/spectrum.hpp"

namespace lazyrisk {

/// Levels (k, j), k <= degrees, j by descending eigenvalue, multiplicity B(d,k); what is not resolved to nine digits is
/// tail.  Formulas (16.27)-(16.29). A mass's error is its difference from a rule of fewer nodes, and the amplitudes'.
/// In the limit d -> infinity as on the sphere: formula (16.30).
/// Throws as `decompose`, `decompose_gradient`; DomainError for a kernel that is not positive definite on these inputs
/// or has no mean diagonal. Cost: an activation's amplitudes at some 40 radii; with Gaussian inputs and weights at some
/// 600.
Spectrum<> diagonalize(const RadialFeatures& model, int degrees);
Spectrum<> diagonalize(const RadialKernel& model, int degrees);
Spectrum<> diagonalize(const RadialTangent& model, int degrees);
LimitMasses in_the_limit(const RadialFeatures& model);
LimitMasses in_the_limit(const RadialKernel& model);
LimitMasses in_the_limit(const RadialTangent& model);
int most_degrees(const RadialFeatures& model);
int most_degrees(const RadialKernel& model);
int most_degrees(const RadialTangent& model);

/// Singular values, squared to masses, and axes of one degree: sqrt(weight) times the radial functions at the nodes.
struct RadialAxes {
    std::vector<long double> mass;               ///< descending
    std::vector<std::vector<long double>> axis;  ///< of length 1
    long double error = 0;                       ///< bound on the error of sqrt(mass), or, where `absolute`, of mass
    bool absolute = false;
};

/// The kernel over the radii, degree by degree: sum_c column_c(r) column_c(r') weight_c B P_k(t).  Formula (16.29).
struct RadialFactors {
    RadiusRule inputs, weights;
    struct Degree {
        long double multiplicity = 1;
        std::vector<std::vector<long double>> column;  ///< [channels * weights][inputs], in square roots of eigenvalues
        long double square_error = 0;                  ///< of the columns times their weights, times the multiplicity
    };
    int channels = 1;                            ///< columns a radius of the weights; 0: all are of one
    std::vector<Degree> degrees;                 ///< from 0 on
    std::vector<std::vector<long double>> tail;  ///< [weights][inputs]: the trace beyond
    long double tail_error = 0;                  ///< of its mean
    bool finite_rank = true;
};
/// Degrees 0 .. degrees, at the nodes of RadialModes(model, highest); of a dot-product kernel one weight. Dimension
/// finite.
RadialFactors radial_factors(const RadialFeatures& model, int degrees, int highest);
RadialFactors radial_factors(const RadialKernel& model, int degrees, int highest);
RadialFactors radial_factors(const RadialTangent& model, int degrees, int highest);

/// A target by its radial functions, independent harmonics each.
struct RadialTarget {
    struct Part {
        int degree;
        long double energy;
        std::vector<long double> value;  ///< at the nodes; energy times its mean square is the part's energy
    };
    std::vector<Part> parts;
    double rest = 0;  ///< energy of nothing that the degrees hold
};

/// The radial functions of every level up to a degree, which read a target in these modes.
class RadialModes {
public:
    RadialModes(const RadialFeatures& model, int degrees);
    RadialModes(const RadialKernel& model, int degrees);
    RadialModes(const RadialTangent& model, int degrees);

    /// Of energies of total degrees, isotropic normal polynomials: formula (16.26). On the sphere as asked.
    /// Throws DomainError for a mode of two indices, a degree above those, an energy that is negative or not finite.
    [[nodiscard]] RadialTarget functions(const Target<>& asked) const;
    /// Of the neuron s(<b,x>), |b| = 1: its amplitudes at each radius.  Safe to call from any thread.
    [[nodiscard]] RadialTarget functions(const Activation& neuron) const;
    /// Those in the modes of the model.
    [[nodiscard]] Target<> of(const RadialTarget& target) const;
    [[nodiscard]] Target<> of(const Target<>& asked) const { return of(functions(asked)); }
    [[nodiscard]] const RadiusRule& rule() const { return rule_; }

private:
    double dimension_;
    bool on_sphere_;
    RadiusRule rule_;
    std::vector<RadialAxes> axes_;  ///< by degree
    struct Known;
    std::shared_ptr<Known> known_;

    RadialModes(double dimension, LengthLaw inputs, RadiusRule rule, std::vector<RadialAxes> axes);
    /// Adds to `target` what a function of degree k, its values at the nodes, has in each mode.
    void project(const RadialTarget::Part& part, std::map<Mode, long double>& energies, long double& rest) const;
};

/// A target as asked for, in the modes of the model; in the limit as it is.
Target<> in_modes(const RadialFeatures& model, const Target<>& asked);
Target<> in_modes(const RadialKernel& model, const Target<>& asked);
Target<> in_modes(const RadialTangent& model, const Target<>& asked);

}  // namespace lazyrisk
