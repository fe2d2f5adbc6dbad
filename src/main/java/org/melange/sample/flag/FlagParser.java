package org.melange.sample.flag;

import java.util.ArrayList;
import java.util.List;

/** Reads the language of {@link FlagSpec}. */
final class FlagParser {

  private FlagParser() {}

  static FlagSpec parse(String text) {
    List<String> parts = split(text);
    return new FlagSpec(text, aspect(parts.get(0)), layers(parts.subList(1, parts.size())));
  }

  /** The layers of a text without proportions: a canton's, or a device's. */
  static List<Layer> layers(String text) {
    return layers(split(text));
  }

  private static double aspect(String text) {
    String[] sides = text.split(":", -1);
    if (sides.length != 2) {
      throw new IllegalArgumentException("proportions are written 3:2, not '" + text + "'");
    }
    return new FlagTokens(sides[0]).number() / new FlagTokens(sides[1]).number();
  }

  private static List<Layer> layers(List<String> parts) {
    List<Layer> layers = new ArrayList<>();
    for (String part : parts) {
      try {
        layers.addAll(part.endsWith("}") ? List.of(canton(part)) : plain(part));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("layer '" + part + "': " + e.getMessage(), e);
      }
    }
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("the flag has no layer");
    }
    return layers;
  }

  private static Layer canton(String part) {
    int open = part.indexOf('{');
    FlagTokens tokens = new FlagTokens(part.substring(0, Math.max(open, 0)));
    if (open < 0 || !tokens.word().equals("canton")) {
      throw new IllegalArgumentException("only 'canton x y w h { … }' has inner layers");
    }
    Outline.Rect area = tokens.rect();
    tokens.end();
    return new Layer.Canton(area, layers(part.substring(open + 1, part.length() - 1)));
  }

  private static List<Layer> plain(String part) {
    FlagTokens tokens = new FlagTokens(part);
    List<Layer> layers = FlagLayers.of(tokens.word(), tokens);
    tokens.end();
    return layers;
  }

  /** Splits at the semicolons that are outside braces. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : ';';
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (i == text.length() || (c == ';' && depth == 0)) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("a brace is not closed in '" + text + "'");
    }
    return parts;
  }
}
