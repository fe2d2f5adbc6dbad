package org.melange.sample.flag;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/** The words of one layer, taken one by one. Not thread-safe. */
final class FlagTokens {

  private final List<String> words;
  private int next;

  FlagTokens(String layer) {
    words = List.of(layer.strip().split("\\s+"));
  }

  boolean hasMore() {
    return next < words.size();
  }

  String word() {
    if (!hasMore()) {
      throw new IllegalArgumentException("a word is missing after '" + words.get(next - 1) + "'");
    }
    return words.get(next++);
  }

  Color color() {
    return Palette.parse(word());
  }

  double number() {
    return number(word());
  }

  double numberOr(double fallback) {
    return hasMore() ? number() : fallback;
  }

  int count() {
    double number = number();
    if (number < 1 || number > 100 || number != Math.rint(number)) {
      throw new IllegalArgumentException(number + " is not an integer from 1 to 100");
    }
    return (int) number;
  }

  Outline.At at() {
    return new Outline.At(number(), number());
  }

  Outline.At corner() {
    String[] xy = word().split(",", -1);
    if (xy.length != 2) {
      throw new IllegalArgumentException(
          "a corner is written x,y, not '" + words.get(next - 1) + "'");
    }
    return new Outline.At(number(xy[0]), number(xy[1]));
  }

  List<Outline.At> corners() {
    List<Outline.At> corners = new ArrayList<>();
    while (hasMore()) {
      corners.add(corner());
    }
    return corners;
  }

  Outline.Rect rect() {
    return new Outline.Rect(number(), number(), number(), number());
  }

  void end() {
    if (hasMore()) {
      throw new IllegalArgumentException("'" + words.get(next) + "' is unexpected");
    }
  }

  private static double number(String word) {
    try {
      return Double.parseDouble(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + word + "' is not a number", e);
    }
  }
}
