// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "lazyrisk/answer/answer.hpp"
#include "lazyrisk/answer/threshold.hpp"
#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/table/quantity_name.hpp"
#include "lazyrisk/table/rounded.hpp"
#include "lazyrisk/version.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

std::string axis_label(const std::string& name) {
    static const char* const share = "risk over the target's energy";
    static const std::map<std::string, std::string> words{{"psi1", "ψ₁ = p/d"},
                                                          {"psi2", "ψ₂ = n/d"},
                                                          {"samples", "samples n"},
                                                          {"width", "width p"},
                                                          {"dim", "dimension d"},
                                                          {"alpha", "α = log n / log d"},
                                                          {"beta", "β = log p / log d"},
                                                          {"log_samples", "log n / log d"},
                                                          {"log_width", "log p / log d"},
                                                          {"width_over_samples", "p/n"},
                                                          {"samples_over_width", "n/p"},
                                                          {"dim_over_samples", "d/n"},
                                                          {"time", "training time t"},
                                                          {"steps", "gradient steps"},
                                                          {"step-size", "step size"},
                                                          {"ridge", "ridge"},
                                                          {"noise", "noise variance"},
                                                          {"ensemble", "members of the ensemble"},
                                                          {"rho", "N/d"},
                                                          {"nn", share},
                                                          {"nt", share},
                                                          {"nt_activation", share},
                                                          {"rf", share},
                                                          {"gap_own", "largest gap to the own linearization"},
                                                          {"gap_kernel", "largest gap to infinite width"},
                                                          {"gap_kernel_end", "gap to infinite width at the end"},
                                                          {"motion", "relative motion of the weights"},
                                                          {"network_test", "test error"},
                                                          {"linear_test", "test error"},
                                                          {"kernel_test", "test error"},
                                                          {"network_train", "training error"},
                                                          {"linear_train", "training error"},
                                                          {"kernel_train", "training error"},
                                                          {"eigenvalue", "eigenvalue"},
                                                          {"density_of_log", "density of log eigenvalues"},
                                                          {"degree", "degree k"},
                                                          {"mass", "mass (multiplicity times eigenvalue)"}};
    if (const auto found = words.find(name); found != words.end()) return found->second;
    return quantity_name(name).words;
}

std::string family_label(const Sweep& family, std::size_t i) {
    if (!family.has_numbers() && family.field != "ridge" && family.field != "time") return family.words[i];
    return plain_head(quantity_name(family.name())) + " = " +
           (family.has_numbers() ? plain_number(as_given(family.values[i])) : family.words[i]);
}

std::string parameters(const Question& q, const std::vector<Sweep>& sweeps, const std::string& also) {
    std::string text;
    const auto swept = [&](const std::string& field) {
        return std::any_of(sweeps.begin(), sweeps.end(), [&](const Sweep& s) { return s.field == field; });
    };
    const auto add = [&](const std::string& field, const std::string& words) {
        if (!swept(field) && !words.empty()) text += (text.empty() ? "" : ", ") + words;
    };
    const auto size = [](const char* letter, const std::optional<double>& value) {
        return value ? fmt::format("{} = {}", letter, to_text(*value)) : std::string();
    };
    if (!q.spectrum.empty())
        add("spectrum", "spectrum " + q.spectrum);
    else if (q.has_mass)
        add("mass", q.model + ", mass " + to_text(q.mass));
    else
        add("activation", q.model + (uses_activation(q) ? ", " + q.activation : ""));
    for (const auto& [name, value] : settings_of(q)) add(name, name + " " + value);
    if (q.scale != 1) add("scale", "scale " + to_text(q.scale));
    if (q.scale_width) add("scale-width", "scale of the width " + to_text(*q.scale_width));
    if (!has_plain_sizes(q)) add("dim", is_infinite(q.dim) ? "d = ∞" : "d = " + to_text(q.dim));
    add("samples", size("n", q.samples));
    add("width", size("p", q.width));
    add("alpha", q.alpha ? fmt::format("n = d^{}", to_text(*q.alpha)) : "");
    add("beta", q.beta ? fmt::format("p = d^{}", to_text(*q.beta)) : "");
    add("psi1", size("ψ₁", q.psi1));
    add("psi2", size("ψ₂", q.psi2));
    const std::string convention(to_text(q.ridge_convention));
    add("ridge", q.optimal_ridge ? "optimal ridge" : fmt::format("ridge {} ({})", to_text(q.ridge), convention));
    if (swept("ridge")) text += ", ridge convention " + convention;
    add("time", q.optimal_time ? "optimal time" : q.time ? "t = " + to_text(*q.time) : "");
    add("step-size", q.step_size ? "step " + to_text(*q.step_size) : "");
    add("steps", q.steps ? to_text(*q.steps) + " steps" : "");
    if (!q.has_energies())
        add("target", "target " + q.target_text());
    else if (q.spectrum.empty())
        add("energy", "energy " + to_text(q.energy));
    if (q.labels.are_signs()) {
        add("labels", "labels " + to_text(q.labels));
        add("flip", "flip " + to_text(q.labels.flip));
    }
    add("loss", is_square(q.loss) ? "" : "loss " + to_text(q.loss));
    add("noise-law", q.noise_law.is_plain() ? "" : "noise " + to_text(q.noise_law));
    if (q.noise_law.is_plain() && !q.labels.are_signs()) add("noise", "noise " + to_text(q.noise));
    if (q.ensemble > 1) add("ensemble", "ensemble of " + to_text(q.ensemble));
    if (!also.empty()) text += ", " + also;
    return text + fmt::format("; lazyrisk {}", version);
}

namespace {

/// "" for 1, "²", "³", "¹⁰".
std::string power(int l) { return l == 1 ? "" : superscript(l); }

/// Is the spectrum that of functions on the sphere, with B(d,k) harmonics of degree k?
bool on_sphere(const Question& q) {
    if (has_covariates(q) || is_infinite(q.dim) || q.scale != 1) return false;
    return std::none_of(q.parameters.begin(), q.parameters.end(), [](const auto& p) {
        return p.first == "signal-dim" || p.first == "patch" || p.first == "invariance" || p.first == "pool" ||
               (p.first == "inputs" && p.second == "gaussian");
    });
}

/// Where n samples are as many as the harmonics of a degree; n is `unit` times what is swept.
void add_degrees(std::vector<Mark>& list, const Question& q, const Sweep& along, double unit) {
    const auto [low, high] = std::minmax_element(along.values.begin(), along.values.end());
    double before = 1;
    for (int k = 1; k <= 12; ++k) {
        const double count = std::round(std::exp(log_multiplicity(q.dim, k)));
        if (count / unit > *high || count < 1.5 * before) break;  // on the circle every degree has two
        if (count / unit >= *low) list.push_back({count / unit, k == 1 ? "n = d" : fmt::format("n = B(d,{})", k)});
        before = count;
    }
}

/// The value that minimises the test error, where it lies within the sweep.
void add_best(std::vector<Mark>& list, Question q, const Sweep& along) {
    const bool ridge = along.field == "ridge";
    (ridge ? q.optimal_ridge : q.optimal_time) = true;
    q.time.reset();
    Answers answers;
    const Answer best = answers(q);
    const double at = ridge ? best.ridge : best.training.time;
    const auto [low, high] = std::minmax_element(along.values.begin(), along.values.end());
    if (best.answered && at >= *low && at <= *high && at > 0)
        list.push_back({at, ridge ? "optimal ridge" : "optimal time"});
}

/// Where labels that are signs begin or cease to be separable, of losses that feel it.
void add_separability(std::vector<Mark>& list, const Question& q, const Sweep& along) {
    if (!q.labels.are_signs() || is_square(q.loss)) return;
    const bool of_samples = along.field == "samples" || along.field == "psi2",
               of_width = along.field == "width" || along.field == "psi1";
    if (!of_samples && !of_width) return;
    Question still = q;  // without the size that is swept
    if (of_samples)
        still.samples.reset(), still.psi2.reset();
    else
        still.width.reset(), still.psi1.reset();
    try {
        Answers answers;
        const Threshold found = threshold_of(still, answers);
        const double size = of_samples ? found.at.value_or(Separability{0, 0, 0}).samples : found.width.value_or(0);
        const bool ratio =
            (along.field == "psi1" || along.field == "psi2") && !is_infinite(q.dim) && !has_plain_sizes(q);
        const double unit = std::pow(q.dim, of_width ? q.scale_width.value_or(q.scale) : q.scale);
        if (size > 0 && !is_infinite(size)) list.push_back({ratio ? size / unit : size, "separability"});
    } catch (const DomainError&) {  // the other size is missing, or the question is a mistake that others tell of
    } catch (const NotCovered&) {
    } catch (const NotConverged&) {
    }
}

/// p = n, in units of the swept field.
std::optional<double> where_sizes_meet(const Question& q, const Sweep& along, bool plain) {
    if (along.field == "psi1")
        return q.psi2 ? q.psi2 : !plain && q.samples ? std::optional(*q.samples / q.dim) : std::nullopt;
    if (along.field == "psi2")
        return q.psi1 ? q.psi1 : !plain && q.width ? std::optional(*q.width / q.dim) : std::nullopt;
    if (along.field == "width")
        return q.samples ? q.samples : q.psi2 && !plain ? std::optional(*q.psi2 * q.dim) : std::nullopt;
    if (along.field == "samples")
        return q.width ? q.width : q.psi1 && !plain ? std::optional(*q.psi1 * q.dim) : std::nullopt;
    return {};
}

}  // namespace

std::vector<Mark> marks(const Question& q, const Sweep& along) {
    const auto at = [](const std::optional<double>& value, const char* label) {
        return value && !is_infinite(*value) ? std::vector<Mark>{{*value, label}} : std::vector<Mark>{};
    };
    const bool plain = q.dim == infinite<> || has_plain_sizes(q);
    if (along.field == "alpha" || along.field == "beta") {
        // where a size is a whole power of d: the steps
        std::vector<Mark> steps;
        const auto [low, high] = std::minmax_element(along.values.begin(), along.values.end());
        for (int l = int(std::ceil(*low)); l <= int(*high); ++l)
            if (l > 0)
                steps.push_back({double(l), std::string(along.field == "alpha" ? "n" : "p") + " = d" + power(l)});
        return steps;
    }
    if (q.model == "neural-tangent") {  // N neurons have N d parameters in their first layer
        const bool sized = !plain && q.parameter("layers", "first") == "first";
        if (sized && along.field == "width" && q.samples)
            return at(std::optional<double>(*q.samples / q.dim), "N d = n");
        if (sized && along.field == "samples" && q.width) return at(std::optional<double>(*q.width * q.dim), "N d = n");
        return {};
    }
    if (along.field == "ridge" || along.field == "time") {
        std::vector<Mark> best;
        add_best(best, q, along);
        return best;
    }
    std::vector<Mark> found = at(where_sizes_meet(q, along, plain), "p = n");
    if (on_sphere(q) && (along.field == "samples" || along.field == "psi2"))
        add_degrees(found, q, along, along.field == "samples" ? 1 : q.dim);
    add_separability(found, q, along);
    std::stable_sort(found.begin(), found.end(), [](const Mark& a, const Mark& b) { return a.x < b.x; });
    return found;
}
std::vector<Mark> marks_on(const std::string& x, const Question& q, const Sweep& along) {
    if (x == along.field) return marks(q, along);
    const bool features =
        q.model == "random-features" && (along.field == "width" || along.field == "psi1" || along.field == "samples" ||
                                         along.field == "psi2" || along.field == "beta" || along.field == "alpha");
    if ((x == "width_over_samples" || x == "samples_over_width") && features) return {{1, "p = n"}};
    const bool of_samples = x == "log_samples" && along.field == "samples",
               of_width = x == "log_width" && along.field == "width";
    if ((!of_samples && !of_width) || is_infinite(q.dim) || !(q.dim > 1)) return {};
    std::vector<Mark> found = marks(q, along);
    for (Mark& m : found) m.x = std::log(m.x) / std::log(q.dim);
    return found;
}

std::vector<Mark> common_marks(const std::vector<std::vector<Mark>>& of_curves) {
    std::map<std::string, double> at;
    std::set<std::string> disputed;
    for (const auto& list : of_curves)
        for (const Mark& m : list)
            if (const auto [known, fresh] = at.emplace(m.label, m.x);
                !fresh && std::abs(known->second - m.x) > 1e-9 * std::abs(m.x))
                disputed.insert(m.label);
    std::vector<Mark> found;
    for (const auto& [label, x] : at)
        if (!disputed.count(label)) found.push_back({x, label});
    return found;
}

}  // namespace lazyrisk
