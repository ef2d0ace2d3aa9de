// SPDX-FileCopyrightText: the lazyrisk authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The sums that the means of the saddle are made of.  Formulas (15.8), (15.12).
#pragma once

#include "lazyrisk/loss/moreau.hpp"
#include "lazyrisk/saddle/margin_nodes.hpp"

namespace lazyrisk {

/// E over label and fit, with s the field times the label, xi = (x - t s)/r, g = -M', m = M''.
template <Scalar R>
struct MarginMoments {
    R m{0}, gg{0}, sg{0};      ///< E m, E g^2, E s g
    R ssm{0}, sxm{0}, xxm{0};  ///< E s^2 m, E s xi m, E xi^2 m
    R sgm{0}, xgm{0}, ggm{0};  ///< E s g m, E xi g m, E g^2 m
};

/// Sums over nodes in X and zeta, of which the means are made.
template <Scalar R>
struct MarginSums {
    R m{0}, XXm{0}, Xzm{0}, zzm{0};
    R gg{0}, Xg{0}, zg{0};
    R ggm{0}, Xgm{0}, zgm{0};

    void add(const MarginNode<R>& n, const Moreau<R>& at) {
        const R m0 = at.curvature * n.z0, m1 = at.curvature * n.z1, g0 = at.slope * n.z0, g1 = at.slope * n.z1;
        m += m0;
        XXm += n.X * n.X * m0;
        Xzm += n.X * m1;
        zzm += at.curvature * n.z2;
        gg += at.slope * g0;
        Xg += n.X * g0;
        zg += g1;
        const R gm = at.curvature * g0;
        ggm += at.slope * gm;
        Xgm += n.X * gm;
        zgm += at.curvature * g1;
    }
    /// s = c X + w zeta, xi = w X - c zeta.
    [[nodiscard]] MarginMoments<R> of(const typename LabelChannel<R>::At& law) const {
        const R &c = law.c, &w = law.root_v, &v = law.v;
        MarginMoments<R> e;
        e.m = m, e.gg = gg, e.ggm = ggm;
        e.sg = c * Xg + w * zg;
        e.ssm = c * c * XXm + 2 * c * w * Xzm + v * zzm;
        e.sxm = c * w * XXm + (v - c * c) * Xzm - c * w * zzm;
        e.xxm = v * XXm - 2 * c * w * Xzm + c * c * zzm;
        e.sgm = c * Xgm + w * zgm;
        e.xgm = w * Xgm - c * zgm;
        return e;
    }
};

}  // namespace lazyrisk
