package org.melange.clip;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A block whose parameters carry the names that Hugging Face's state dict gives them. DJL numbers
 * the children of a block in its own names; {@link #named} gives the parameters without those.
 */
abstract class ClipBlock extends AbstractBlock {

  private final String prefix;
  private final List<ClipBlock> nested = new ArrayList<>();

  /**
   * A block of parameters called {@code prefix + …}.
   *
   * @param prefix empty, or ending in a dot
   */
  ClipBlock(String prefix) {
    this.prefix = prefix;
  }

  /** Registers the parameter {@code name} of this block. */
  final Parameter weight(String name, Parameter.Type type, long... shape) {
    // Not trained unless asked for: libtorch would otherwise record every pass of an inference.
    return addParameter(
        Parameter.builder()
            .setName(prefix + name)
            .setType(type)
            .optShape(new Shape(shape))
            .optRequiresGrad(false)
            .build());
  }

  /** Registers {@code block} as a part of this one. */
  final <B extends ClipBlock> B part(B block) {
    nested.add(block);
    return addChildBlock(block.getClass().getSimpleName(), block);
  }

  /** The prefix of a part called {@code name}. */
  final String within(String name) {
    return prefix + name + ".";
  }

  /** All parameters, those of the parts included; the name of each is Hugging Face's. */
  final List<Parameter> named() {
    List<Parameter> all = new ArrayList<>(getDirectParameters().values());
    nested.forEach(block -> all.addAll(block.named()));
    return all;
  }
}
