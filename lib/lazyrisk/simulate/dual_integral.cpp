#include "lazyrisk/simulate/dual_integral.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lazyrisk/error.hpp"

namespace lazyrisk {

using std::numbers::pi;

DualIntegral::DualIntegral(Activation activation, int dimension, int order, DualOf of)
    : activation_(std::move(activation)), rule_(order), of_(of) {
    for (const double kink : activation_.kinks())
        if (kink != 0)
            throw NotCovered(activation_.name() + " has a kink at " + to_text(kink) +
                             ": the simulated kernel covers kinks at 0 only; simulate random features of finite width");
    const double d = dimension;
    if (dimension == 2) {
        radius_.emplace_back(std::sqrt(d), 1.0);
        return;
    }
    constexpr double invisible = 1e-200;  // probability density that no activation of moderate growth can see
    for (double begin = 0, end = 2 / std::sqrt(d); begin < pi / 2; begin = end, end *= 2) {
        end = std::min(end, pi / 2);
        for (std::size_t i = 0; i < rule_.node.size(); ++i) {
            const double a = begin + (end - begin) * rule_.node[i];
            const double log_cosine = -std::log1p(std::pow(std::tan(a), 2)) / 2;  // exact where cos(a) rounds to 1
            const double density = (d - 2) * std::sin(a) * std::exp((d - 3) * log_cosine);
            if (density > invisible)
                radius_.emplace_back(std::sqrt(d) * std::sin(a), density * (end - begin) * rule_.weight[i]);
        }
    }
}

double DualIntegral::operator()(double angle) const {
    const double half = angle / 2;
    const double arcs[] = {0, pi / 2 - half, pi / 2 + half, pi};
    const auto average = [&](const auto& s) {
        double sum = 0;
        for (int arc = 0; arc < 3; ++arc) {
            const double begin = arcs[arc], length = arcs[arc + 1] - begin;
            for (std::size_t i = 0; i < rule_.node.size(); ++i) {
                const double b = begin + length * rule_.node[i];
                const double x = std::cos(b + half), y = std::cos(b - half);
                double along_ray = 0;
                for (const auto& [r, probability] : radius_) along_ray += probability * s(r * x) * s(r * y);
                sum += length * rule_.weight[i] * along_ray;
            }
        }
        return sum / pi;
    };
    return activation_.visit([&](const auto& s) {
        return of_ == DualOf::value ? average(s) : average([&s](double x) { return s.derivative(x); });
    });
}

}  // namespace lazyrisk
