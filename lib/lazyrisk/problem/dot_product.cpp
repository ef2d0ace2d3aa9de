// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/problem/dot_product.hpp"

#include <cmath>

#include "lazyrisk/problem/kernel_words.hpp"
#include "lazyrisk/problem/matern.hpp"
#include "lazyrisk/problem/question.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

template <class R>
R value(const GaussianKernel& k, const R& theta) {
    const R r = 2 * std::sin(theta / 2) / R(k.bandwidth);
    return std::exp(-r * r / 2);
}
template <class R>
R value(const MaternKernel& k, const R& theta) {
    const long double z = std::sqrt(2 * (long double)k.smoothness) * 2 * std::sin((long double)theta / 2) / k.bandwidth;
    return R(matern<long double>(k.smoothness, z));
}
template <class R>
R value(const Expression& h, const R& theta) {
    return h(R(std::cos(theta)));
}

}  // namespace

template <class R>
R DotProduct::at_angle(const R& theta) const {
    return std::visit([&](const auto& k) { return value(k, theta); }, h);
}
template double DotProduct::at_angle(const double&) const;
template long double DotProduct::at_angle(const long double&) const;

std::string DotProduct::name() const {
    struct Name {
        std::string operator()(const GaussianKernel& k) const {
            return "the kernel rbf of bandwidth " + to_text(k.bandwidth);
        }
        std::string operator()(const MaternKernel& k) const {
            return "the kernel matern of smoothness " + to_text(k.smoothness) + " and bandwidth " +
                   to_text(k.bandwidth);
        }
        std::string operator()(const Expression& e) const { return "the kernel " + e.name(); }
    };
    return std::visit(Name{}, h);
}

void DotProduct::check() const {
    const auto bandwidth = [](double b, double least) {
        if (!(b >= least && b <= 1e6))
            throw DomainError("bandwidth", b,
                              "the bandwidth of this kernel is a number from " + to_text(least) + " to 1e6");
    };
    if (const auto* rbf = std::get_if<GaussianKernel>(&h)) bandwidth(rbf->bandwidth, 1e-6);
    if (const auto* matern = std::get_if<MaternKernel>(&h)) {
        bandwidth(matern->bandwidth, 1e-3);  // narrower ones fall between the nodes
        if (!(matern->smoothness >= 0.01 && matern->smoothness <= 100))
            throw DomainError(
                "smoothness", matern->smoothness,
                "the smoothness of a Matern kernel is a number from 0.01 to 100; beyond, use `kernel = rbf`");
    }
}

std::vector<ModelOption> DotProduct::options() {
    return {{"kernel", kernel_help(), false},
            {"bandwidth", "b of rbf exp(-r^2/(2b^2)), laplace exp(-r/b), matern; r = |x-y|/sqrt(d) (default 1)"},
            {"smoothness", "nu of matern (default 1.5)"}};
}

std::map<std::string, std::string> DotProduct::settings() const {
    if (const auto* rbf = std::get_if<GaussianKernel>(&h)) return {{"bandwidth", to_text(rbf->bandwidth)}};
    const auto* matern = std::get_if<MaternKernel>(&h);
    if (!matern) return {};
    if (matern->smoothness == MaternKernel{}.smoothness) return {{"bandwidth", to_text(matern->bandwidth)}};  // laplace
    return {{"bandwidth", to_text(matern->bandwidth)}, {"smoothness", to_text(matern->smoothness)}};
}

bool DotProduct::describes(const Question& q) {
    const std::string kernel = q.parameter("kernel", "activation");
    return q.model == "kernel" && kernel != "activation" && kernel != "nngp" && kernel != "ntk";
}

DotProduct DotProduct::of(const Question& q) {
    const std::string kernel = q.parameter("kernel");
    const double bandwidth = q.number("bandwidth", 1);
    const auto refuse = [&](const char* option) {
        if (q.has(option))
            throw DomainError(option, q.parameter(option),
                              "the kernel " + kernel + " does not have this option; leave it out");
    };
    if (kernel != "matern") refuse("smoothness");
    DotProduct model = [&]() -> DotProduct {
        if (kernel == "rbf") return {GaussianKernel{bandwidth}, dimension_of(q)};
        if (kernel == "laplace") return {MaternKernel{0.5, bandwidth}, dimension_of(q)};
        if (kernel == "matern") return {MaternKernel{q.number("smoothness", 1.5), bandwidth}, dimension_of(q)};
        refuse("bandwidth");
        return {Expression::parse(kernel, "t", "kernel"), dimension_of(q)};
    }();
    model.check();
    return model;
}

}  // namespace lazyrisk
