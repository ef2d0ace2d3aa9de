#include "explaining_risk.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "lazyrisk/error.hpp"
#include "lazyrisk/expand/catalogue.hpp"
#include "lazyrisk/expand/number_text.hpp"
#include "lazyrisk/expand/regime.hpp"
#include "lazyrisk/expand/render.hpp"
#include "lazyrisk/problem/model.hpp"

namespace lazyrisk::app {
namespace {

/// The ridge as the expansions take it: added to the kernel matrix at finite d, a sample's share in the limit.
double total_ridge(const Question& q, const Answer& a) {
    if (q.ridge_convention == RidgeConvention::mean) return a.ridge * a.setting.samples;
    return q.ridge_convention == RidgeConvention::total ? a.ridge : a.ridge * a.setting.psi2;
}
double sample_ridge(const Question& q, const Answer& a) {
    return q.ridge_convention == RidgeConvention::total ? a.ridge / a.setting.psi2 : a.ridge;
}

/// Fields of the question as options of an expansion.
ExpansionQuestion proportional_question(const Question& q, const Answer& a) {
    const double psi1 = a.setting.psi1, psi2 = a.setting.psi2, ridge = sample_ridge(q, a);
    ExpansionQuestion e;
    e.options = {{"activation", q.activation}, {"energy", to_text(q.energy)}, {"noise", to_text(q.noise)}};
    const auto set = [&](const char* name, double value) { e.options[name] = to_text(value); };
    if (std::isinf(psi1)) e.of = ridge > 0 ? "infinite-width" : "ridgeless-infinite-width";
    else if (std::isinf(psi2)) e.of = ridge > 0 ? "infinite-samples" : "ridgeless-infinite-samples";
    else if (psi1 == psi2) e.of = "threshold-ridge";
    else e.of = ridge > 0 ? "small-ridge" : "ridgeless";
    if (!std::isinf(psi1)) set("psi1", psi1);
    if (!std::isinf(psi2)) set("psi2", psi2);
    if (e.of == "infinite-width" || e.of == "infinite-samples") set("ridge", ridge);
    return e;
}

Exponent exponent_of(const std::optional<double>& given, double size, double dim) {
    if (std::isinf(size)) return {};
    const double value = given ? *given : std::log(size) / std::log(dim);
    return {GiNaC::numeric(std::lround(value * 100), 100L)};
}

}  // namespace

RiskExplanation explain_risk(const Question& q, const Answer& a) {
    if (!uses_activation(q) || q.has_mass || !q.spectrum.empty() || q.model == "neural-tangent")
        throw DomainError("--explain: expansions are known for random features and kernels of an activation; leave it out");
    RiskExplanation out;
    if (!std::isinf(q.dim)) {
        const Exponent n = exponent_of(q.alpha, a.setting.samples, q.dim), p = exponent_of(q.beta, a.setting.width, q.dim);
        const Regime regime = regime_of(n, p);
        out.regime = regime.name;
        out.sentences = regime.sentences;
        if (!q.alpha && !q.beta) out.sentences.insert(out.sentences.begin(), "exponents log n/log d and log p/log d to two decimals");
        if (regime.plateau && q.neuron.empty()) {
            Plateau plateau = *regime.plateau;
            plateau.activation = std::make_shared<const HermiteForm>(q.activation);
            plateau.ridge = exact_number("ridge", to_text(total_ridge(q, a)));
            plateau.noise = exact_number("noise", to_text(q.noise));
            plateau.energy.emplace();
            for (const auto& [mode, value] : q.energy.at) (*plateau.energy)[mode.degree] = exact_number("energy", to_text(value));
            (*plateau.energy)[-1] = exact_number("energy", to_text(q.energy.rest));
            try {
                out.expansion = expand_plateau(plateau, "risk", 3);
                for (const int order : {5, 8, 12})  // of a target that is learned the first terms are zero
                    if (out.expansion->terms.empty()) out.expansion = expand_plateau(plateau, "risk", order);
                out.value = double(sum(*out.expansion, {}, Digits(q.dim))) + q.noise;
                out.expansion = inserted(*out.expansion, {});
            } catch (const NotCovered& none) {
                out.sentences.emplace_back(none.what());
            }
        }
        return out;
    }
    if (q.scale != 1 || q.scale_width) {
        out.regime = "limit d -> infinity in other than proportional sizes: one level is critical";
        return out;
    }
    const ExpansionQuestion question = proportional_question(q, a);
    out.regime = question.of == "threshold-ridge"                    ? "proportional limit on the interpolation threshold psi1 = psi2"
                 : a.setting.psi1 > a.setting.psi2 ? "proportional limit, overparametrised (psi1 > psi2)"
                                                   : "proportional limit, underparametrised (psi1 < psi2)";
    if (!q.neuron.empty()) {
        out.sentences.emplace_back("the energies of a neuron as target are not given by degree here: no expansion");
        return out;
    }
    const ExpansionAnswer answer = expansions(question);
    const Expansion& e = answer.expansions.front();
    const std::string variable = e.variable.get_name();
    const double at = variable == "psi1" ? a.setting.psi1 : variable == "psi2" ? a.setting.psi2 : sample_ridge(q, a);
    if (std::isinf(at)) {  // the limit itself
        out.value = double(coefficients(e, sample_values(e, answer.values)).front());
    } else {
        out.value = double(sum(e, sample_values(e, answer.values), Digits(at)));
    }
    out.expansion = inserted(e, answer.exact_values);
    return out;
}

std::string text_of(const RiskExplanation& e, double test_error) {
    std::string text = "\nregime: " + e.regime + "\n";
    for (const std::string& sentence : e.sentences) text += "  " + sentence + "\n";
    if (e.expansion) text += lazyrisk::text_of(*e.expansion) + (e.expansion->variable.get_name() == "lambda" ? "  lambda is the total ridge over psi2\n" : "") + fmt::format("  its value {:.6g}, the test error {:.6g}\n", e.value, test_error);
    return text;
}

std::string json_of(const RiskExplanation& e) {
    nlohmann::ordered_json j{{"regime", e.regime}, {"sentences", e.sentences}};
    if (e.expansion) {
        j["expansion"] = lazyrisk::text_of(*e.expansion);
        j["formula"] = e.expansion->source;
        if (std::isfinite(e.value)) j["value"] = e.value;
        else j["value"] = "inf";
    }
    return j.dump();
}

}  // namespace lazyrisk::app
