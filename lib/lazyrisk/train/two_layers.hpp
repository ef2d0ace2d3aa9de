#pragma once

#include "lazyrisk/train/network.hpp"

namespace lazyrisk {

/// One hidden layer. A step costs two products of n x d x N and two passes of the activation over n N numbers; neurons go through
/// it in blocks that stay in the cache: backwards, moved, and forwards again before the next block is touched.  Formulas (14.1)-(14.4).
class TwoLayers : public Network {
public:
    /// `inputs` [d x n] are copied. weights of neuron j: those of simulated features of equal draw.
    TwoLayers(const NetworkShape& shape, const Matrix& inputs, const Draw& draw);
    [[nodiscard]] std::span<const double> outputs() const override { return f_; }
    [[nodiscard]] std::vector<double> at(const Matrix& points) const override;
    void step(std::span<const double> residual, double rate) override;
    [[nodiscard]] Matrix tangent(const Matrix& points) const override;
    [[nodiscard]] double motion() const override;
    [[nodiscard]] std::vector<double> parameters() const override;
    void set_parameters(std::span<const double> parameters) override;

private:
    NetworkShape shape_;
    double scale_, rate_;           // f = scale sum ...; N with mean-field scaling
    Matrix inputs_;                 // [d x n]
    Matrix weights_, start_;        // [d x N]
    std::vector<double> a_, a_start_;
    Matrix values_, slopes_;        // s and s' of <w_j, x_i>, [n x N]
    std::vector<double> f_;

    [[nodiscard]] int block() const;
    void forward(int first, int count);
    void forward();
};

}  // namespace lazyrisk
