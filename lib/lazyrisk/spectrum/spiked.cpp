// Spiked covariates: harmonics of the signal's sphere times harmonics of the bulk's.
#include <algorithm>
#include <cmath>
#include <limits>

#include "lazyrisk/harmonics/dimension.hpp"
#include "lazyrisk/harmonics/product_quadrature.hpp"
#include "lazyrisk/spectrum/dot_kernel.hpp"
#include "lazyrisk/spectrum/gather.hpp"
#include "lazyrisk/spectrum/structured.hpp"

namespace lazyrisk {
namespace {

using Wide = long double;

/// Degrees computed beyond those kept, to bound the eigenvalues in the tail.
constexpr int beyond = 4;

/// B(d,k), k = 0 .. degrees.
std::vector<Wide> multiplicities(double d, int degrees) {
    std::vector<Wide> b{1};
    const Wide inverse_d = inverse_dimension<Wide>(d);
    for (int k = 0; k < degrees; ++k) {
        b.push_back(b.back() * Wide(d) * multiplicity_ratio(inverse_d, k));
        if (b.back() < 0x1p60L) b.back() = std::round(b.back());
    }
    return b;
}

/// Bound on the eigenvalues that were not computed.  Formula (11.6): in each row k the trace that is left is shared by modes of
/// multiplicity at least that of the first one missing.
Wide largest_missing(const ProductAmplitudes& g, const SphereAmplitudes& rows, const std::vector<Wide>& b, const std::vector<Wide>& c,
                     Wide trace, Wide trace_error) {
    const std::size_t degrees = g.value.size() - 1;
    Wide largest = 0, rest = trace + trace_error;
    for (std::size_t k = 0; k <= degrees; ++k) {
        const Wide root = std::sqrt(b[k]), row = root * rows.value[k];
        Wide left = row + root * rows.error[k];
        for (std::size_t l = 0; k + l <= degrees; ++l) left -= std::sqrt(b[k] * c[l]) * (g.value[k][l] - g.error[k][l]);
        largest = std::max(largest, left / (b[k] * c[degrees - k + 1]));
        rest -= row - root * rows.error[k];
    }
    return std::max(largest, rest / b[degrees + 1]);
}

Spectrum<> spectrum_of(const SpikedInputs& inputs, const DotFunction& h, int degrees) {
    const Wide a = inputs.signal_share(), trace = h.value(1);
    const double ds = inputs.signal, db = inputs.dimension - inputs.signal;
    const bool polynomial = h.degree >= 0 && h.degree <= degrees;
    const int computed = polynomial ? h.degree : degrees + beyond;
    const ProductAmplitudes g =
        product_amplitudes([&](Wide u, Wide v) { return h.value(a * u + (1 - a) * v); }, ds, db, computed, h.error);
    const std::vector<Wide> b = multiplicities(ds, computed + 1), c = multiplicities(db, computed + 1);
    std::vector<Found> found;
    Wide missing = 0;
    for (int k = 0; k <= computed; ++k)
        for (int l = 0; k + l <= computed; ++l) {
            const std::size_t i = std::size_t(k), j = std::size_t(l);
            const Wide multiplicity = b[i] * c[j], root = std::sqrt(multiplicity);
            const Wide eigenvalue = g.value[i][j] / root, error = g.error[i][j] / root;
            if (k + l <= degrees) found.push_back({Mode(k, l), eigenvalue, error, multiplicity});
            else missing = std::max(missing, eigenvalue + error);
        }
    if (!polynomial) {
        const SphereAmplitudes rows = sphere_amplitudes([&](Wide u) { return h.value(a * u + (1 - a)); }, ds, computed, h.error);
        missing = std::max(missing, largest_missing(g, rows, b, c, trace, h.error));
    }
    return gather(found, trace, h.error, missing, polynomial);
}

}  // namespace

Spectrum<> diagonalize(const SpikedKernel& model, int degrees) {
    check(model.inputs);
    return spectrum_of(model.inputs, evaluated(model.kernel, model.inputs.dimension), degrees);
}
int most_degrees(const SpikedKernel& model) {
    constexpr int affordable = 60;
    const int degree = evaluated(model.kernel, model.inputs.dimension).degree;
    return degree >= 0 ? std::max(degree, 1) : affordable;
}

Spectrum<> diagonalize(const SpikedFeatures& model, int degrees) { return diagonalize(SpikedKernel{model.inputs, model.activation}, degrees); }
int most_degrees(const SpikedFeatures& model) { return most_degrees(SpikedKernel{model.inputs, model.activation}); }

}  // namespace lazyrisk
