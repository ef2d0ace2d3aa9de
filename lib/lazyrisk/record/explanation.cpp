// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/record/explanation.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/expand/catalogue/expand.hpp"
#include "lazyrisk/expand/catalogue/regime.hpp"
#include "lazyrisk/expand/symbolic/print.hpp"
#include "lazyrisk/expand/symbolic/render.hpp"
#include "lazyrisk/problem/model.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {
namespace {

/// The problem as the expansions take it, with the spectrum that its risk was computed from.
Expandable expandable(const Question& q, const Answer& a, Answers& answers) {
    const auto known = answers.known(q);
    require_alike_samples(*known, "an explanation");
    const Dimension dimension = known->dimension;
    Expandable e{q.spectrum.empty() && uses_activation(q) && !q.own_activation && q.parameters.empty() &&
                         q.model != "neural-tangent"
                     ? q.activation
                     : std::string(),
                 dimension,
                 {},
                 q.spectrum.empty() ? known->in_modes(target_of(q)) : known->target,
                 {}};
    const Ridge<> ridge = Ridge<>{a.ridge, q.ridge_convention}.with_diagonal(known->model.mean_diagonal());
    e.at = operation(a.setting.samples, a.setting.width, ridge, q.noise, q.ensemble, dimension);
    e.spectrum = known->model.resolving(e.at).spectrum;
    return e;
}

struct Plan {
    std::string regime, variable;
    std::vector<std::string> sentences;
};

Exponent exponent_of(const std::optional<double>& given, double size, double dim) {
    if (std::isinf(size)) return {};
    const double value = given ? *given : std::log(size) / std::log(dim);
    return {GiNaC::numeric(std::lround(value * 100), 100L)};
}

/// What sizes mean for a spectrum without a dimension, or in the limit at other scales.
Plan by_sizes(const Answer& a) {
    const double n = a.setting.samples, p = a.setting.width;
    Plan plan{n == p  ? "interpolation threshold n = p"
              : p > n ? (std::isinf(p) ? "kernel regression, infinite width" : "overparametrised (p > n)")
                      : "underparametrised (p < n)",
              "ridge",
              {}};
    return plan;
}

Plan plan_of(const Question& q, const Answer& a) {
    if (q.spectrum.empty() && q.has("layer")) {
        Plan plan = by_sizes(a);  // any of the widths may be the one that is used up
        plan.regime = "random features in layers";
        return plan;
    }
    if (has_covariates(q)) return by_sizes(a);
    if (!std::isinf(q.dim)) {
        const bool blocks = q.model == "neural-tangent";  // a neuron has d features
        const std::optional<double> beta = q.beta && blocks ? std::optional(*q.beta + 1) : q.beta;
        const Regime regime = regime_of(exponent_of(q.alpha, a.setting.samples, q.dim),
                                        exponent_of(beta, blocks ? a.setting.width * q.dim : a.setting.width, q.dim));
        Plan plan{regime.name, regime.plateau ? "dimension" : "ridge", regime.sentences};
        if (!q.alpha && !q.beta)
            plan.sentences.insert(plan.sentences.begin(), "exponents log n/log d and log p/log d to two decimals");
        return plan;
    }
    if (q.scale != 1 || q.scale_width || q.alpha || q.beta) {
        Plan plan = by_sizes(a);
        plan.regime = "limit d -> infinity in other than proportional sizes: " + plan.regime;
        return plan;
    }
    const double psi1 = a.setting.width, psi2 = a.setting.samples;
    return {psi1 == psi2  ? "proportional limit on the interpolation threshold psi1 = psi2"
            : psi1 > psi2 ? "proportional limit, overparametrised (psi1 > psi2)"
                          : "proportional limit, underparametrised (psi1 < psi2)",
            std::isinf(psi1) && !std::isinf(psi2)   ? "width"
            : std::isinf(psi2) && !std::isinf(psi1) ? "samples"
                                                    : "ridge",
            {}};
}

double value_at(const Expansion& e, double at) {
    if (std::isinf(at))
        return e.terms.front().exponent.is_zero() ? double(evaluate(e.terms.front().coefficient, {})) : 0.0;
    if (at == 0 && !e.terms.empty() && GiNaC::ex_to<GiNaC::numeric>(e.terms.front().exponent).is_negative())
        return infinite<>;
    return double(sum(e, {}, Digits(at)));
}

/// Nearer than a fifth: beyond that a number is outside the region that a limit has.
bool is_near(double value, double test_error) {
    return std::isinf(test_error) ? std::isinf(value) && value > 0 : std::abs(value - test_error) <= 0.2 * test_error;
}

std::string limit_of(const std::string& variable) { return variable == "ridge" ? "0" : "infinity"; }

RiskExplanation of_losses() {
    RiskExplanation out;
    out.regime = "labels or a loss of their own";
    out.sentences = {"no expansion: series are made of the square loss of labels that are numbers"};
    return out;
}

/// Why there is none, whatever its region; or nothing.
std::string without_expansion(const Question& q, const Answer& a) {
    if (q.has_training() && !a.training.finished())
        return "the training stops early, and series are made of the trained predictor alone";
    if (a.ridge < 0) return "series are made of ridges that are not negative";
    if (q.has("test-covariance") || q.parameter("finite-size") == "yes")
        return "series are made of the test error in the training's own law, without a correction in 1/n";
    if (q.has("sample-weights") || q.has("population")) return "series are made of samples that are all alike";
    if (!q.has_energies())
        return "the target is a function of its own, with energy in all degrees and none of them a number here";
    return "";
}

}  // namespace

RiskExplanation explain_risk(const Question& q, const Answer& a) {
    if (q.has_loss()) return of_losses();
    RiskExplanation out;
    const Plan plan = plan_of(q, a);
    out.regime = plan.regime;
    out.sentences = plan.sentences;
    if (const std::string reason = without_expansion(q, a); !reason.empty()) {
        out.sentences.push_back("no expansion: " + reason);
        return out;
    }
    try {
        Answers answers;
        const Expandable problem = expandable(q, a, answers);
        std::vector<std::string> variables{plan.variable};
        if (plan.variable != "ridge") variables.emplace_back("ridge");  // every spectrum has a series in the ridge
        if (problem.at.ridge_over_samples > 0) variables.emplace_back("large-ridge");
        std::vector<std::string> reasons;
        for (const std::string& variable : variables) {
            const bool in_d = variable == "dimension";
            const std::string name = in_d                        ? "d"
                                     : variable == "large-ridge" ? "a large ridge"
                                     : variable == "ridge"       ? "a small ridge"
                                                                 : "the " + variable;
            try {
                const Expansion e = expand_problem(problem, variable, in_d ? 3 : 2);
                const double at = in_d                    ? q.dim
                                  : variable == "width"   ? a.setting.width
                                  : variable == "samples" ? a.setting.samples
                                                          : problem.at.ridge_over_samples;
                const double value = value_at(e, at) + (in_d ? q.noise : 0);
                if (is_near(value, a.risk.test_error)) {
                    out.expansion = {lazyrisk::text_of(e), e.source, e.variable.get_name() == "lambda", value};
                    break;
                }
                reasons.push_back(
                    fmt::format("the series in {} does not come close here: {} = {} is too far from the limit {}", name,
                                print(e.variable, Notation::text), to_text(at), limit_of(variable)));
            } catch (const NotCovered& none) {
                reasons.push_back("no series in " + name + ": " + none.what());
            }
        }
        if (out.expansion) {
            if (!reasons.empty() && plan.variable != "ridge")
                out.sentences.push_back(reasons.front());  // instead of the first choice
        } else {
            out.sentences.push_back("no expansion: " + reasons.front());
        }
    } catch (const DomainError& none) {
        out.sentences.push_back(std::string("no expansion: ") + none.what());
    }
    return out;
}

std::string text_of(const RiskExplanation& e, double test_error) {
    std::string text = "\nregime: " + e.regime + "\n";
    for (const std::string& sentence : e.sentences) text += "  " + sentence + "\n";
    if (!e.expansion) return text;
    text += e.expansion->text;
    if (e.expansion->in_ridge) text += "  lambda is the ridge per sample, the total ridge over the sample size\n";
    return text + fmt::format("  its value {:.6g}, the test error {:.6g}\n", e.expansion->value, test_error);
}

nlohmann::ordered_json json_of(const RiskExplanation& e) {
    nlohmann::ordered_json j{{"regime", e.regime}, {"sentences", e.sentences}};
    if (!e.expansion) return j;
    j["expansion"] = e.expansion->text;
    j["formula"] = e.expansion->formula;
    if (std::isfinite(e.expansion->value))
        j["value"] = e.expansion->value;
    else
        j["value"] = "inf";
    return j;
}

}  // namespace lazyrisk
