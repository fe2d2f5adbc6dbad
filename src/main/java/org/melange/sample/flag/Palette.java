package org.melange.sample.flag;

import java.awt.Color;
import java.util.Map;
import java.util.TreeMap;

/** The colours that a flag may name; any other is written {@code #rrggbb}. */
final class Palette {

  private static final Map<String, Color> NAMED =
      new TreeMap<>(
          Map.of(
              "black", new Color(0x000000),
              "white", new Color(0xffffff),
              "red", new Color(0xda121a),
              "blue", new Color(0x0038a8),
              "green", new Color(0x007a3d),
              "yellow", new Color(0xfcd116),
              "gold", new Color(0xe0b000),
              "grey", new Color(0x9a9a9a)));

  private Palette() {}

  /**
   * The colour called {@code name}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Color parse(String name) {
    if (name.matches("#[0-9a-fA-F]{6}")) {
      return new Color(Integer.parseInt(name.substring(1), 16));
    }
    Color color = NAMED.get(name);
    if (color == null) {
      throw new IllegalArgumentException(
          "unknown colour '" + name + "': write #rrggbb or one of " + NAMED.keySet());
    }
    return color;
  }
}
