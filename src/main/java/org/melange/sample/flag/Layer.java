package org.melange.sample.flag;

import java.awt.Color;
import java.util.List;

/** One step of painting a flag. */
sealed interface Layer {

  /** An outline filled with a colour. */
  record Fill(Color color, Outline outline) implements Layer {}

  /** A smaller field, painted and clipped by itself. */
  record Canton(Outline.Rect area, List<Layer> layers) implements Layer {
    /** Copies the layers; rejects a field without area. */
    public Canton {
      layers = List.copyOf(layers);
      if (area.w() <= 0 || area.h() <= 0) {
        throw new IllegalArgumentException("a canton needs an area, not " + area);
      }
    }
  }
}
