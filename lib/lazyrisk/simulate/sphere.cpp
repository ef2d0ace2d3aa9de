#include "lazyrisk/simulate/sphere.hpp"

#include <cblas.h>

namespace lazyrisk {

Matrix on_sphere(int dimension, int count, double radius, Stream stream) {
    Matrix points(dimension, count);
    stream.normals(points.all());
    for (int j = 0; j < count; ++j) {
        double* x = points.column(j).data();
        cblas_dscal(dimension, radius / cblas_dnrm2(dimension, x, 1), x, 1);
    }
    return points;
}

}  // namespace lazyrisk
