// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/measure/kernel_curve.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <type_traits>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/measure/measure.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/record/column.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// Throws where the kernel of the question is no function of t alone.
void require_zonal(const Question& q) {
    if (!q.spectrum.empty() || q.has_mass)
        throw NotCovered("the kernel is known by its masses alone; `spectrum` lists them");
    std::visit(
        [](const auto& model) {
            using M = std::decay_t<decltype(model)>;
            if constexpr (!(std::is_same_v<M, RandomFeatures> || std::is_same_v<M, Kernel> ||
                            std::is_same_v<M, NeuralTangent> || std::is_same_v<M, DotProduct> ||
                            std::is_same_v<M, DeepKernel>))
                throw NotCovered("the kernel of " + std::string(M::title) +
                                 " depends on more than the inner product t of two inputs");
        },
        model_of(q));
}

/// Is it a network's kernel by its weights on the sphere, which feels the dimension?
bool feels_dimension(const Question& q) {
    return std::visit(
        [](const auto& model) {
            using M = std::decay_t<decltype(model)>;
            return std::is_same_v<M, RandomFeatures> || std::is_same_v<M, Kernel> || std::is_same_v<M, NeuralTangent>;
        },
        model_of(q));
}

/// The kernel of infinite width that the question has at its dimension, or in the limit; one that does not feel the
/// dimension is looked at in a small one.
Question as_kernel(Question q) {
    const bool tangent = q.model == "neural-tangent";
    if (is_infinite(q.dim)) {
        if (feels_dimension(q)) {
            const std::string layers = q.parameter("layers", "first");
            q.parameters.clear();
            set_field(q, "kernel", tangent ? "ntk" : "nngp");
            set_field(q, "weight-variance", "1");
            if (tangent) set_field(q, "layers", layers);
            q.model = "kernel";
        }
        q.dim = 4;
    } else if (q.model == "random-features") {
        q.model = "kernel";
        q.parameters.clear();
    }
    return q;
}

std::string formula_of(const Expression& typed) { return typed.name(); }
std::string formula_of(const GaussianKernel& gauss) { return "exp(-(1-t)/" + to_text(gauss.bandwidth) + "^2)"; }
std::string formula_of(const MaternKernel& matern) {
    const std::string z = "sqrt(" + to_text(4 * matern.smoothness) + "*(1-t))/" + to_text(matern.bandwidth);
    if (matern.smoothness == 0.5) return "exp(-" + z + ")";
    if (matern.smoothness == 1.5) return "(1+" + z + ")*exp(-" + z + ")";
    if (matern.smoothness == 2.5) return "(1+" + z + "+(" + z + ")^2/3)*exp(-" + z + ")";
    throw NotCovered("a Matern kernel has an elementary formula at smoothness 0.5, 1.5 and 2.5 alone");
}

}  // namespace

std::vector<double> kernel_values(const Question& question, const std::vector<double>& t) {
    require_zonal(question);
    for (const double one : t)
        if (!(one >= -1 && one <= 1)) throw DomainError("at", one, "an inner product of unit vectors is from -1 to 1");
    const Question q = as_kernel(question);
    const Realization world = world_of(q, infinite<>, false);
    const int d = world.dimension;
    // x has whole coordinates, so that <x,x>/d and <x,-x>/d are 1 and -1 to the bit; `aside` is orthogonal to it
    const Matrix one = Matrix::Ones(d, 1);
    Matrix aside = Matrix::Zero(d, 1);
    for (int i = 0; i + 1 < d; i += 2) aside(i, 0) = 1, aside(i + 1, 0) = -1;
    aside *= std::sqrt(double(d) / aside.squaredNorm());
    std::vector<double> h;
    for (const double at : t) {
        if (at == 1) {
            h.push_back(world.gram(one)(0, 0));
            continue;
        }
        const Matrix other = at * one + std::sqrt((1 - at) * (1 + at)) * aside;
        h.push_back(world.kernel(one, other)(0, 0));
    }
    return h;
}

std::string kernel_formula(const Question& question) {
    require_zonal(question);
    const Model model = model_of(question);
    if (const auto* dot = std::get_if<DotProduct>(&model))
        return std::visit([](const auto& h) { return formula_of(h); }, dot->h);
    // of normal pre-activations of variance 1: E s(u)s(v) and E s'(u)s'(v) at correlation t.  Formulas (9.1)-(9.3)
    struct Pair {
        const char *values, *slopes;
    };
    static const std::map<std::string, Pair> known{
        {"relu", {"(sqrt(1-t^2)+(pi-acos(t))*t)/(2*pi)", "(pi-acos(t))/(2*pi)"}},
        {"abs", {"2*(sqrt(1-t^2)+t*asin(t))/pi", "2*asin(t)/pi"}},
        {"step", {"(pi-acos(t))/(2*pi)", nullptr}},
        {"sign", {"2*asin(t)/pi", nullptr}},
        {"erf", {"2*asin(2*t/3)/pi", "4/(pi*sqrt(9-4*t^2))"}},
        {"linear", {"t", "1"}},
        {"square", {"1+2*t^2", "4*t"}},
        {"exp", {"exp(1+t)", "exp(1+t)"}},
        {"sin", {"exp(-1)*sinh(t)", "exp(-1)*cosh(t)"}},
        {"cos", {"exp(-1)*cosh(t)", "exp(-1)*sinh(t)"}},
        {"gaussian", {"1/sqrt(4-t^2)", "t/sqrt(4-t^2)^3"}}};
    const auto* deep = std::get_if<DeepKernel>(&model);
    const Activation activation = activation_of(question);
    const std::string name = activation.name();
    const auto found = known.find(activation.identity());  // somebody's own relu is another function
    if (found == known.end()) throw NotCovered("no formula of the kernel of " + name + " is known here");
    const bool homogeneous = name == "relu" || name == "abs" || name == "linear" || name == "square";
    if (deep && (deep->depth > 1 || deep->used_weight_variance() != 1 || deep->bias_variance != 0))
        throw NotCovered("a formula is known here for one hidden layer with weight variance 1 and no bias alone");
    const bool tangent = deep ? deep->kind == DeepKind::ntk : std::holds_alternative<NeuralTangent>(model);
    const bool all = deep ? deep->layers == TrainedLayers::all
                          : tangent && std::get<NeuralTangent>(model).layers == TrainedLayers::all;
    if (!deep && !is_infinite(question.dim) && (tangent || name == "square" || !homogeneous))
        throw NotCovered("at a finite dimension the kernel of " + name +
                         " has no formula here; leave `dim` out for the one of the limit");
    if (!tangent) return found->second.values;
    if (!found->second.slopes) throw NotCovered("the tangent kernel of " + name + " has no formula here");
    const std::string first = "t*(" + std::string(found->second.slopes) + ")";
    return all ? std::string(found->second.values) + "+" + first : first;
}

namespace {

/// Names and values of the fields that the kernel depends on.
std::vector<std::pair<std::string, Cell>> asked(const Question& q) {
    const Answer none;
    const Recorded source(q, none);
    std::vector<std::pair<std::string, Cell>> out;
    for (const Column& column : columns_of({q}))
        if (column.role == Column::Role::draws && column.name != "target" && !column.name.starts_with("energy."))
            out.emplace_back(column.name, column.cell(source));
    return out;
}

}  // namespace

KernelTable kernel_table(const Question& question, const std::vector<double>& t, const std::vector<double>& h) {
    KernelTable table;
    Row fields;
    for (const auto& [name, value] : asked(question)) {
        table.columns.push_back(name);
        fields.push_back(value);
    }
    for (const char* name : {"t", "h", "version"}) table.columns.emplace_back(name);
    for (std::size_t i = 0; i < t.size(); ++i) {
        Row row = fields;
        row.insert(row.end(), {t[i], h[i], std::string(version)});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Figure kernel_figure(const Question& question, const std::vector<double>& t) {
    Figure figure;
    const auto [low, high] = std::minmax_element(t.begin(), t.end());
    constexpr int points = 400;
    std::vector<double> places;
    for (int i = 0; i <= points; ++i) {  // denser at the ends
        const double share = (1 - std::cos(std::numbers::pi * i / points)) / 2;
        places.push_back(i == points ? *high : *low + share * (*high - *low));
    }
    const std::vector<double> h = kernel_values(question, places);
    for (const auto& [name, value] : asked(question)) {
        const std::string text = cell_text(value, 6);
        if (text.empty()) continue;
        const bool named = name == "model" || name == "activation";
        figure.note +=
            (figure.note.empty() ? "" : ", ") + (name == "dim" ? (text == "inf" ? std::string("d = ∞") : "d = " + text)
                                                 : named       ? text
                                                               : name + " " + text);
    }
    figure.note += "; lazyrisk " + std::string(version);
    figure.x.label = "t = ⟨x,y⟩/d";
    figure.y.label = "h(t)";
    figure.series.push_back({.label = "", .x = places, .y = h});
    return figure;
}

}  // namespace lazyrisk
