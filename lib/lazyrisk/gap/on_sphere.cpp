// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/gap/on_sphere.hpp"

#include <cmath>

#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

SphereGaps::SphereGaps(const Activation& activation, double dimension, Target<> target, TrainedLayers layers)
    : activation_(activation),
      dimension_(dimension),
      layers_(layers),
      target_(std::move(target)),
      features_(RandomFeatures{activation, dimension}, target_.highest_degree()),
      tangent_(NeuralTangent{activation, dimension, layers}, target_.highest_degree()) {
    if (is_infinite(dimension))
        throw DomainError("`dim` is missing: N neurons stand beside the dimension; try `dim = 50`");
    energy_ = target_.rest;
    for (const auto& [mode, value] : target_.energy) energy_ += value;
    if (!(energy_ > 0)) throw DomainError("energy", energy_, "the target has no energy; there is nothing to learn");
}

Share SphereGaps::at(const Resolved& model, double width) const {
    const Risk<> risk =
        model.at(target_, operation(infinite<>, width, Ridge<>{0, RidgeConvention::total}, 0, 1, dimension_));
    return {risk.excess_risk / energy_, risk.error_bound / energy_};
}

Share SphereGaps::features(double width) const { return at(features_, width); }
Share SphereGaps::tangent(double width) const { return at(tangent_, width); }

int SphereGaps::level(double width) const { return int(std::floor(std::log(width) / std::log(dimension_) + 1e-12)); }

double SphereGaps::beyond(const LimitMasses& limit, int exponent) const {
    double left = target_.rest;
    for (const auto& [mode, value] : target_.energy)
        if (mode.degree > exponent || onset(limit, mode.degree, exponent).exponent > exponent) left += value;
    return left / energy_;
}

double SphereGaps::features_limit(double width) const {
    const int exponent = level(width);
    return beyond(in_the_limit(RandomFeatures{activation_, Dimension::limit(exponent)}), exponent);
}
double SphereGaps::tangent_limit(double width) const {
    const int exponent = level(width) + 1;
    return beyond(in_the_limit(NeuralTangent{activation_, Dimension::limit(exponent), layers_}), exponent);
}

}  // namespace lazyrisk
