package org.melange.sample.flag;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.melange.sample.flag.Outline.At;
import org.melange.sample.flag.Outline.Rect;
import org.melange.sample.flag.Outline.Tile;

/** The parts of flags that are made of many pieces. */
final class FlagDevices {

  private static final double TRIGRAM_BAR = 1 / 6.0;
  private static final double TRIGRAM_GAP = 1 / 12.0;

  private FlagDevices() {}

  static List<Layer> starRing(FlagTokens tokens) {
    int points = tokens.count();
    Color color = tokens.color();
    At centre = tokens.at();
    double ring = tokens.number();
    double radius = tokens.number();
    int count = tokens.count();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double angle = 2 * Math.PI * i / count - Math.PI / 2;
      Outline star =
          new Outline.Star(points, new At(0, 0), radius, 0, Outline.Star.straight(points));
      layers.add(
          new Layer.Fill(
              color,
              new Outline.Moved(star, centre, ring * Math.cos(angle), ring * Math.sin(angle))));
    }
    return layers;
  }

  /** Rows of stars, every second one shifted and one star shorter. */
  static List<Layer> starRows(FlagTokens tokens) {
    int points = tokens.count();
    Color color = tokens.color();
    double radius = tokens.number();
    int rows = tokens.count();
    int columns = tokens.count();
    List<Layer> layers = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int stars = row % 2 == 0 ? columns : columns - 1;
      for (int i = 0; i < stars; i++) {
        At at = new At((2 * i + 1 + row % 2) / (2.0 * columns), (row + 1) / (rows + 1.0));
        layers.add(
            new Layer.Fill(
                color, new Outline.Star(points, at, radius, 0, Outline.Star.straight(points))));
      }
    }
    return layers;
  }

  static List<Layer> chequer(FlagTokens tokens) {
    Color first = tokens.color();
    Color second = tokens.color();
    Rect area = tokens.rect();
    int columns = tokens.count();
    int rows = tokens.count();
    double w = area.w() / columns;
    double h = area.h() / rows;
    List<Layer> layers = new ArrayList<>();
    for (int cell = 0; cell < rows * columns; cell++) {
      int row = cell / columns;
      int column = cell % columns;
      Rect square = new Rect(area.x() + column * w, area.y() + row * h, w, h);
      layers.add(new Layer.Fill((row + column) % 2 == 0 ? first : second, square));
    }
    return layers;
  }

  static List<Layer> lozenges(FlagTokens tokens) {
    Color color = tokens.color();
    double w = 1.0 / tokens.count();
    double h = 1.0 / tokens.count();
    List<Layer> layers = new ArrayList<>();
    for (double y = 0; y < 1 + h / 2; y += h) {
      for (double x = 0; x < 1 + w / 2; x += w) {
        List<At> corners =
            List.of(
                new At(x, y - h / 2),
                new At(x + w / 2, y),
                new At(x, y + h / 2),
                new At(x - w / 2, y));
        layers.add(new Layer.Fill(color, new Outline.Polygon(corners)));
      }
    }
    return layers;
  }

  static List<Layer> unionJack() {
    return FlagParser.layers(
        "fill #012169; saltire white .2; saltire #c8102e .075; "
            + "cross white .5 .5 .3333; cross #c8102e .5 .5 .2");
  }

  static List<Layer> hammerSickle(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    double r = tokens.number();
    Outline blade =
        new Outline.Moved(
            new Outline.Cut(
                new Outline.Disc(new At(0, 0), .85 * r),
                new Outline.Disc(new At(0, 0), .75 * r),
                -.2 * r,
                -.16 * r),
            centre,
            0,
            0);
    return List.of(
        new Layer.Fill(color, blade),
        new Layer.Fill(
            color, new Tile(centre, new Rect(-1.1 * r, -.1 * r, .5 * r, .22 * r), 135 + 180)),
        new Layer.Fill(color, new Tile(centre, new Rect(-.55 * r, -.1 * r, 1.5 * r, .2 * r), 45)),
        new Layer.Fill(color, new Tile(centre, new Rect(-.75 * r, -.35 * r, .35 * r, .7 * r), 45)));
  }

  /** Two halves of a disc that wind into each other. */
  static List<Layer> taegeuk(FlagTokens tokens) {
    Color upper = tokens.color();
    Color lower = tokens.color();
    At centre = tokens.at();
    double r = tokens.number();
    double angle = tokens.number();
    double dx = r / 2 * Math.cos(Math.toRadians(angle));
    double dy = r / 2 * Math.sin(Math.toRadians(angle));
    Outline small = new Outline.Disc(new At(0, 0), r / 2);
    return List.of(
        new Layer.Fill(lower, new Outline.Disc(centre, r)),
        new Layer.Fill(upper, new Outline.HalfDisc(centre, r, angle)),
        new Layer.Fill(upper, new Outline.Moved(small, centre, -dx, -dy)),
        new Layer.Fill(lower, new Outline.Moved(small, centre, dx, dy)));
  }

  /** Three bars, whole ({@code 1}) or broken ({@code 0}). */
  static List<Layer> trigram(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    double length = tokens.number();
    double angle = tokens.number();
    String bars = tokens.word();
    if (!bars.matches("[01]{3}")) {
      throw new IllegalArgumentException("a trigram is three of 0 and 1, not '" + bars + "'");
    }
    double thick = TRIGRAM_BAR * length;
    double gap = TRIGRAM_GAP * length;
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      double y = (i - 1) * (thick + gap) - thick / 2;
      double cut = bars.charAt(i) == '1' ? 0 : gap / 2;
      layers.add(half(color, centre, new Rect(-length / 2, y, length / 2 - cut, thick), angle));
      layers.add(half(color, centre, new Rect(cut, y, length / 2 - cut, thick), angle));
    }
    return layers;
  }

  private static Layer half(Color color, At centre, Rect bar, double angle) {
    return new Layer.Fill(color, new Tile(centre, bar, angle));
  }
}
