package org.melange.mmoe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import org.melange.tensor.Linear;
import org.melange.tensor.StateDictBlock;

/**
 * One expert: {@code Linear(D → mD)}, exact GELU, {@code Linear(mD → H)}; [.., D] → [.., H]. D
 * input width, m multiplier, H output width. The parameter names are those of the nested {@code
 * nn.Sequential} of the released code.
 */
final class Expert extends StateDictBlock {

  private final Linear widen;
  private final Linear narrow;

  Expert(String path, long in, long out, int multiplier) {
    super(path);
    widen = child(Linear.autocast(path("ff.0.0"), in, in * multiplier));
    narrow = child(Linear.autocast(path("ff.2"), in * multiplier, out));
  }

  @Override
  public NDArray apply(NDArray x) {
    return narrow.apply(Activation.gelu(widen.apply(x)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return narrow.getOutputShapes(inputShapes);
  }
}
