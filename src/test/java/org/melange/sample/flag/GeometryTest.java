package org.melange.sample.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.melange.sample.flag.Outline.At;
import org.melange.sample.flag.Outline.Rect;

/** Outlines on a field of 300 by 200, and the projective map. */
class GeometryTest {

  private static final Offset<Double> CLOSE = within(1e-6);
  private static final int WIDTH = 300;
  private static final int HEIGHT = 200;

  @Test
  void aRectangleIsInFractionsOfTheField() {
    assertBounds(new Rect(.1, .2, .3, .5), 30, 40, 90, 100);
  }

  @Test
  void aDiscIsRoundOnAnyField() {
    assertBounds(new Outline.Disc(new At(.5, .5), .25), 100, 50, 100, 100);
  }

  @Test
  void aHalfDiscIsLeftOfItsDirection() {
    Shape half = new Outline.HalfDisc(new At(.5, .5), .25, 0).on(WIDTH, HEIGHT);
    assertThat(half.contains(150, 80)).isTrue();
    assertThat(half.contains(150, 120)).isFalse();
    Shape turned = new Outline.HalfDisc(new At(.5, .5), .25, 180).on(WIDTH, HEIGHT);
    assertThat(turned.contains(150, 80)).isFalse();
    assertThat(turned.contains(150, 120)).isTrue();
  }

  @Test
  void aCutRemovesTheShiftedHole() {
    Outline disc = new Outline.Disc(new At(.5, .5), .25);
    Shape crescent = new Outline.Cut(disc, disc, .1, 0).on(WIDTH, HEIGHT);
    assertThat(crescent.contains(105, 100)).isTrue();
    assertThat(crescent.contains(150, 100)).isFalse();
    assertThat(crescent.contains(210, 100)).isFalse();
  }

  @Test
  void aBandHasSquareEnds() {
    assertBounds(new Outline.Band(new At(0, .5), new At(1, .5), .2), 0, 80, 300, 40);
  }

  @Test
  void aStarHasItsFirstPointOnTop() {
    Shape star = new Outline.Star(5, new At(.5, .5), .5, 0, .4).on(WIDTH, HEIGHT);
    assertThat(star.getBounds2D().getMinY()).isCloseTo(0, CLOSE);
    assertThat(star.getBounds2D().getMaxY()).isLessThan(200);
    assertThat(star.contains(150, 5)).isTrue();
    assertThat(star.contains(120, 5)).isFalse();
    assertThat(star.contains(150, 100)).isTrue();
  }

  /** The edges of a pentagram run straight on through the inner corners. */
  @Test
  void theInnerRadiusOfAPentagramIsThatOfStraightEdges() {
    assertThat(Outline.Star.straight(5)).isCloseTo(0.381966, within(1e-6));
    assertThat(Outline.Star.straight(6)).isCloseTo(1 / Math.sqrt(3), within(1e-9));
    assertThat(Outline.Star.straight(4)).isEqualTo(0.4);
  }

  @Test
  void aTileIsMeasuredInHeightsAndTurned() {
    Outline tile = new Outline.Tile(new At(.5, .5), new Rect(-.1, -.05, .2, .1), 0);
    assertBounds(tile, 130, 90, 40, 20);
    assertBounds(
        new Outline.Tile(new At(.5, .5), new Rect(-.1, -.05, .2, .1), 90), 140, 80, 20, 40);
  }

  @Test
  void aMovedOutlineIsDrawnAroundItsCentre() {
    Outline disc = new Outline.Disc(new At(0, 0), .1);
    assertBounds(new Outline.Moved(disc, new At(.5, .5), 0, 0), 130, 80, 40, 40);
    assertBounds(new Outline.Moved(disc, new At(.5, .5), .1, -.2), 150, 40, 40, 40);
  }

  @Test
  void outlinesHaveEnoughCorners() {
    List<At> two = List.of(new At(0, 0), new At(1, 1));
    assertThatThrownBy(() -> new Outline.Polygon(two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 2");
    assertThatThrownBy(() -> new Outline.Star(2, new At(0, 0), 1, 0, .4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 2");
  }

  @Test
  void theIdentityMapsTheUnitSquare() {
    Homography map = Homography.toUnitSquare(new double[] {0, 1, 1, 0}, new double[] {0, 0, 1, 1});
    assertThat(map.u(.3, .8)).isCloseTo(.3, CLOSE);
    assertThat(map.v(.3, .8)).isCloseTo(.8, CLOSE);
  }

  /** Corners go to corners, and the crossing of the diagonals to the middle. */
  @Test
  void aQuadrilateralIsMappedToTheUnitSquare() {
    Random random = new Random(43);
    for (int round = 0; round < 1_000; round++) {
      double[] x = {near(random, 0), near(random, 100), near(random, 100), near(random, 0)};
      double[] y = {near(random, 0), near(random, 0), near(random, 100), near(random, 100)};
      Homography map = Homography.toUnitSquare(x, y);
      assertMaps(map, x[0], y[0], 0, 0);
      assertMaps(map, x[1], y[1], 1, 0);
      assertMaps(map, x[2], y[2], 1, 1);
      assertMaps(map, x[3], y[3], 0, 1);
      double ax = x[2] - x[0];
      double ay = y[2] - y[0];
      double bx = x[3] - x[1];
      double by = y[3] - y[1];
      double t = ((x[1] - x[0]) * by - (y[1] - y[0]) * bx) / (ax * by - ay * bx);
      assertMaps(map, x[0] + t * ax, y[0] + t * ay, .5, .5);
    }
  }

  private static double near(Random random, double value) {
    return value + 30 * random.nextDouble() - 15;
  }

  private static void assertMaps(Homography map, double x, double y, double u, double v) {
    assertThat(map.u(x, y)).isCloseTo(u, CLOSE);
    assertThat(map.v(x, y)).isCloseTo(v, CLOSE);
  }

  private static void assertBounds(Outline outline, double x, double y, double w, double h) {
    Rectangle2D bounds = outline.on(WIDTH, HEIGHT).getBounds2D();
    assertThat(bounds.getX()).isCloseTo(x, CLOSE);
    assertThat(bounds.getY()).isCloseTo(y, CLOSE);
    assertThat(bounds.getWidth()).isCloseTo(w, CLOSE);
    assertThat(bounds.getHeight()).isCloseTo(h, CLOSE);
  }
}
