package org.melange.sample.flag;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import org.melange.sample.flag.Outline.At;
import org.melange.sample.flag.Outline.Rect;

/** What each word of the flag language paints. */
final class FlagLayers {

  private static final Rect FIELD = new Rect(0, 0, 1, 1);

  private FlagLayers() {}

  /**
   * The layers that {@code word} stands for, its arguments taken from {@code tokens}.
   *
   * @throws IllegalArgumentException if the word or an argument is unknown
   */
  static List<Layer> of(String word, FlagTokens tokens) {
    return switch (word) {
      case "fill" -> one(tokens.color(), FIELD);
      case "rect" -> one(tokens.color(), tokens.rect());
      case "poly" -> one(tokens.color(), new Outline.Polygon(tokens.corners()));
      case "h" -> stripes(tokens, true);
      case "v" -> stripes(tokens, false);
      case "cross" -> cross(tokens);
      case "saltire" -> saltire(tokens.color(), tokens.number());
      case "saltireat" -> saltireAt(tokens);
      case "band" -> one(tokens.color(), band(tokens));
      case "triangle" -> triangle(tokens.color(), tokens.number());
      case "diamond" -> diamond(tokens.color(), tokens.at(), tokens.number(), tokens.number());
      case "border" -> border(tokens.color(), tokens.number());
      case "disc" -> one(tokens.color(), new Outline.Disc(tokens.at(), tokens.number()));
      case "ring" -> ring(tokens);
      case "crescent" -> crescent(tokens);
      case "star" -> star(tokens);
      case "starring" -> FlagDevices.starRing(tokens);
      case "starrows" -> FlagDevices.starRows(tokens);
      case "chequer" -> FlagDevices.chequer(tokens);
      case "lozenges" -> FlagDevices.lozenges(tokens);
      case "unionjack" -> FlagDevices.unionJack();
      case "hammersickle" -> FlagDevices.hammerSickle(tokens);
      case "taegeuk" -> FlagDevices.taegeuk(tokens);
      case "trigram" -> FlagDevices.trigram(tokens);
      default -> throw new IllegalArgumentException("unknown layer '" + word + "'");
    };
  }

  static List<Layer> one(Color color, Outline outline) {
    return List.of(new Layer.Fill(color, outline));
  }

  private static Outline.Band band(FlagTokens tokens) {
    return new Outline.Band(tokens.corner(), tokens.corner(), tokens.number());
  }

  /** Each stripe is painted to the far edge and covered by the next: no seam shows through. */
  private static List<Layer> stripes(FlagTokens tokens, boolean horizontal) {
    List<Color> colors = new ArrayList<>();
    List<Double> starts = new ArrayList<>();
    double end = 0;
    while (tokens.hasMore()) {
      String[] parts = tokens.word().split(":", 2);
      colors.add(Palette.parse(parts[0]));
      starts.add(end);
      end += parts.length == 1 ? 1 : new FlagTokens(parts[1]).count();
    }
    if (colors.size() < 2) {
      throw new IllegalArgumentException("stripes need two colours");
    }
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < colors.size(); i++) {
      double from = starts.get(i) / end;
      Rect stripe = horizontal ? new Rect(0, from, 1, 1 - from) : new Rect(from, 0, 1 - from, 1);
      layers.add(new Layer.Fill(colors.get(i), stripe));
    }
    return layers;
  }

  private static List<Layer> cross(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    double half = tokens.number() / 2;
    double reach = tokens.numberOr(8) / 2;
    return List.of(
        new Layer.Fill(
            color, new Outline.Tile(centre, new Rect(-reach, -half, 2 * reach, 2 * half), 0)),
        new Layer.Fill(
            color, new Outline.Tile(centre, new Rect(-half, -reach, 2 * half, 2 * reach), 0)));
  }

  static List<Layer> saltire(Color color, double thickness) {
    return List.of(
        new Layer.Fill(color, new Outline.Band(new At(-.1, -.1), new At(1.1, 1.1), thickness)),
        new Layer.Fill(color, new Outline.Band(new At(-.1, 1.1), new At(1.1, -.1), thickness)));
  }

  private static List<Layer> saltireAt(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    double reach = tokens.number();
    double half = tokens.number() / 2;
    Rect bar = new Rect(-reach, -half, 2 * reach, 2 * half);
    return List.of(
        new Layer.Fill(color, new Outline.Tile(centre, bar, 45)),
        new Layer.Fill(color, new Outline.Tile(centre, bar, -45)));
  }

  private static List<Layer> triangle(Color color, double depth) {
    return one(color, new Outline.Polygon(List.of(new At(0, 0), new At(depth, .5), new At(0, 1))));
  }

  private static List<Layer> diamond(Color color, At centre, double w, double h) {
    double x = centre.x();
    double y = centre.y();
    return one(
        color,
        new Outline.Polygon(
            List.of(
                new At(x, y - h / 2), new At(x + w / 2, y),
                new At(x, y + h / 2), new At(x - w / 2, y))));
  }

  private static List<Layer> border(Color color, double thickness) {
    return List.of(
        new Layer.Fill(color, new Outline.Band(new At(0, 0), new At(1, 0), 2 * thickness)),
        new Layer.Fill(color, new Outline.Band(new At(0, 1), new At(1, 1), 2 * thickness)),
        new Layer.Fill(color, new Outline.Band(new At(0, 0), new At(0, 1), 2 * thickness)),
        new Layer.Fill(color, new Outline.Band(new At(1, 0), new At(1, 1), 2 * thickness)));
  }

  private static List<Layer> ring(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    double radius = tokens.number();
    Outline hole = new Outline.Disc(centre, radius - tokens.number());
    return one(color, new Outline.Cut(new Outline.Disc(centre, radius), hole, 0, 0));
  }

  private static List<Layer> crescent(FlagTokens tokens) {
    Color color = tokens.color();
    At centre = tokens.at();
    Outline whole = new Outline.Disc(centre, tokens.number());
    double shift = tokens.number();
    Outline hole = new Outline.Disc(centre, tokens.number());
    double angle = Math.toRadians(tokens.numberOr(0));
    return one(
        color, new Outline.Cut(whole, hole, shift * Math.cos(angle), shift * Math.sin(angle)));
  }

  private static List<Layer> star(FlagTokens tokens) {
    int points = tokens.count();
    Color color = tokens.color();
    At centre = tokens.at();
    double radius = tokens.number();
    double rotation = tokens.numberOr(0);
    double inner = tokens.numberOr(Outline.Star.straight(points));
    return one(color, new Outline.Star(points, centre, radius, rotation, inner));
  }
}
