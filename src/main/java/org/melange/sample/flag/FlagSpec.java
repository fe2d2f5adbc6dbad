package org.melange.sample.flag;

import java.util.List;

/**
 * How a flag is drawn: its proportions and the layers that lie on each other.
 *
 * <p>Written as {@code width:height; layer; layer; …}, for instance {@code 3:2; fill #da251d; star
 * 5 #ffff00 .5 .5 .3}. Places are fractions of width and height, radii and thicknesses fractions of
 * the height, angles degrees clockwise; what is in brackets may be left out.
 *
 * <p>Immutable.
 *
 * <table>
 *   <caption>Layers</caption>
 *   <tr><td>{@code fill C}, {@code rect C x y w h}, {@code poly C x,y x,y x,y …}
 *   <tr><td>{@code h C[:weight] …}, {@code v C[:weight] …}: stripes
 *   <tr><td>{@code cross C x y thickness [length]}, {@code saltire C thickness}, {@code saltireat C x
 *       y size thickness}, {@code band C x,y x,y thickness}
 *   <tr><td>{@code triangle C depth}: at the hoist; {@code diamond C x y w h}, {@code border C
 *       thickness}
 *   <tr><td>{@code disc C x y r}, {@code ring C x y r thickness}, {@code crescent C x y r shift
 *       rcut [angle]}
 *   <tr><td>{@code star n C x y r [rotation [inner]]}, {@code starring n C x y R r count}, {@code
 *       starrows n C r rows columns}
 *   <tr><td>{@code chequer C C x y w h columns rows}, {@code lozenges C columns rows}
 *   <tr><td>{@code canton x y w h { layer; … }}
 *   <tr><td>{@code unionjack}, {@code hammersickle C x y r}, {@code taegeuk C C x y r angle},
 *       {@code trigram C x y length angle bars}: devices that several flags share or that are made
 *       of many pieces
 * </table>
 */
public final class FlagSpec {

  private final String text;
  private final double aspect;
  private final List<Layer> layers;

  FlagSpec(String text, double aspect, List<Layer> layers) {
    if (!(aspect > 0.5 && aspect < 4)) {
      throw new IllegalArgumentException("width/height must be between 0.5 and 4, not " + aspect);
    }
    this.text = text;
    this.aspect = aspect;
    this.layers = List.copyOf(layers);
  }

  /**
   * Reads a specification and checks all of it.
   *
   * @throws IllegalArgumentException naming the layer that is wrong, and why
   */
  public static FlagSpec parse(String text) {
    return FlagParser.parse(text);
  }

  /** Width divided by height. */
  public double aspect() {
    return aspect;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Whether the other is written in the same words. */
  @Override
  public boolean equals(Object other) {
    return other instanceof FlagSpec flag && flag.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The specification as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
