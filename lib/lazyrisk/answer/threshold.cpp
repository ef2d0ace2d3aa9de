// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "lazyrisk/answer/threshold.hpp"

#include "lazyrisk/problem/fields.hpp"
#include "lazyrisk/words/error.hpp"

namespace lazyrisk {

Threshold threshold_of(const Question& question, Answers& answers) {
    if (!question.labels.are_signs())
        throw DomainError("labels", to_text(question.labels),
                          "separability is of labels that are signs: sign, probit(D), logistic(G) or mixture(S)");
    Question q = question;
    const bool has_samples = q.samples || q.psi2 || q.alpha,
               own_width = q.spectrum.empty() && DeepFeatures::describes(q) && !DeepFeatures::takes_width(q),
               has_width = own_width || q.width || q.psi1 || q.beta;
    const bool kernel = q.spectrum.empty() && (q.model == "kernel" || q.model == "linear");
    if (!has_samples && !has_width && !kernel)
        throw DomainError(
            "a threshold is a number of samples at a width, or a width at a number of samples: give `width` "
            "or `samples` (`psi1` or `psi2` in the limit)");
    // what is not asked is infinite: it takes no part
    if (!has_samples) set_field(q, is_infinite(q.dim) && !has_plain_sizes(q) ? "psi2" : "samples", infinite<>);
    if (!has_width && !kernel) set_field(q, is_infinite(q.dim) && !has_plain_sizes(q) ? "psi1" : "width", infinite<>);
    const ResolvedPoint p = answers.point(q);
    const Spectrum<>& spectrum = p.known->model.coarsest().spectrum;
    if (spectrum.blocks && !is_infinite(p.setting.width))
        throw NotCovered("separability is known for features and for tangents of infinite width: width = inf");
    require_one_layer(spectrum, "separability");
    require_alike_samples(*p.known, "separability");
    Threshold found{.setting = p.setting, .at = {}, .width = {}, .separable = {}};
    const bool constant = p.known->functions != Functions::gaussian;
    if (has_width || kernel) found.at = separability(q.labels, spectrum, p.target, p.setting.width, constant);
    if (has_samples) {
        if (!kernel) found.width = threshold_width(q.labels, spectrum, p.target, p.setting.samples, constant);
        if (found.at) found.separable = found.at->separates(p.setting.samples);
    }
    return found;
}

}  // namespace lazyrisk
