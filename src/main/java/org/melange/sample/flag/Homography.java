package org.melange.sample.flag;

/**
 * The projective map that takes a quadrilateral to the unit square, as {@code u = (a x + b y + c) /
 * (g x + h y + i)}, {@code v = (d x + e y + f) / (g x + h y + i)}.
 */
public record Homography(
    double a, double b, double c, double d, double e, double f, double g, double h, double i) {

  /**
   * The map of the quadrilateral with corners {@code x[k], y[k]}: upper left, upper right, lower
   * right, lower left (P. Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3).
   */
  public static Homography toUnitSquare(double[] x, double[] y) {
    double dx1 = x[1] - x[2];
    double dx2 = x[3] - x[2];
    double dx3 = x[0] - x[1] + x[2] - x[3];
    double dy1 = y[1] - y[2];
    double dy2 = y[3] - y[2];
    double dy3 = y[0] - y[1] + y[2] - y[3];
    double det = dx1 * dy2 - dx2 * dy1;
    double g = (dx3 * dy2 - dx2 * dy3) / det;
    double h = (dx1 * dy3 - dx3 * dy1) / det;
    return new Homography(
            x[1] - x[0] + g * x[1],
            x[3] - x[0] + h * x[3],
            x[0],
            y[1] - y[0] + g * y[1],
            y[3] - y[0] + h * y[3],
            y[0],
            g,
            h,
            1)
        .inverse();
  }

  /** A projective map is the same whatever its scale: the adjugate is the inverse. */
  private Homography inverse() {
    return new Homography(
        e * i - f * h,
        c * h - b * i,
        b * f - c * e,
        f * g - d * i,
        a * i - c * g,
        c * d - a * f,
        d * h - e * g,
        b * g - a * h,
        a * e - b * d);
  }

  public double u(double x, double y) {
    return (a * x + b * y + c) / (g * x + h * y + i);
  }

  public double v(double x, double y) {
    return (d * x + e * y + f) / (g * x + h * y + i);
  }
}
