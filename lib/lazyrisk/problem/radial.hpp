// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Inputs and weights whose length varies: x ~ N(0, I), w ~ N(0, I/d), or uniform on their spheres.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "lazyrisk/activation/activation.hpp"
#include "lazyrisk/dual/trained_layers.hpp"
#include "lazyrisk/problem/dimension.hpp"
#include "lazyrisk/problem/dot_product.hpp"
#include "lazyrisk/problem/model_option.hpp"

namespace lazyrisk {

struct Question;

/// Uniform on a sphere, or normal with as many coordinates of the same mean square.
enum class LengthLaw { sphere, gaussian };
std::string word_of(LengthLaw law);

/// The laws of inputs and weights: |x|^2 = d or x ~ N(0, I), |w| = 1 or w ~ N(0, I/d). Modes are (k, j), the angular
/// degree and the radial index from 0 on; energies are those of total degrees, `Mode(k)`.  Formulas
/// (16.25)-(16.30)
struct LengthLaws {
    Dimension dimension{};  ///< infinite: the lengths are those of the spheres
    LengthLaw inputs = LengthLaw::gaussian, weights = LengthLaw::sphere;

    static std::vector<ModelOption> options();
    static bool meant(const Question& question);
    /// Throws DomainError for another word, for energies of modes of two indices and for a cut by degrees, NotCovered
    /// for a target that is a Gaussian process and classes of a mixture.
    static LengthLaws of(const Question& question);
};

/// f(x) = p^{-1/2} sum_{j<=p} a_j s(<w_j,x>).
struct RadialFeatures {
    LengthLaws laws;
    Activation activation = relu();
    Dimension dimension = laws.dimension;

    static constexpr const char* title = "random features of Gaussian inputs or weights";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options() { return LengthLaws::options(); }
    static bool describes(const Question& question);
    static RadialFeatures of(const Question& question);
};

/// Kernel ridge regression with E_w s(<w,x>) s(<w,y>), with h(<x,y>/d), or with exp(-|x-y|^2/(2 d bandwidth^2)).
struct RadialKernel {
    LengthLaws laws;
    std::variant<Activation, DotProduct> kernel = Activation(relu());
    Dimension dimension = laws.dimension;

    static constexpr const char* title = "a kernel on Gaussian inputs, or of Gaussian weights";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    static bool describes(const Question& question);
    static RadialKernel of(const Question& question);
};
/// Throws NotCovered for a kernel that has a kink elsewhere than at t = 0 or is singular where x = y, DomainError for
/// a kernel without weights and Gaussian weights.
void check(const RadialKernel& model);

/// The neural tangent of infinite width, (<x,y>/d) E s's' (+ E ss with both layers).
struct RadialTangent {
    LengthLaws laws;
    Activation activation = relu();
    TrainedLayers layers = TrainedLayers::first;
    Dimension dimension = laws.dimension;

    static constexpr const char* title = "a neural tangent of Gaussian inputs or weights";
    static constexpr bool has_activation = true;
    static std::vector<ModelOption> options();
    [[nodiscard]] std::map<std::string, std::string> settings() const {
        return {{"layers", layers == TrainedLayers::first ? "first" : "both"}};
    }
    static bool describes(const Question& question);
    /// Throws NotCovered for a finite width.
    static RadialTangent of(const Question& question);
};

}  // namespace lazyrisk
