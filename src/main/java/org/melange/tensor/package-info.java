/**
 * Tensors outside and inside of models: weight files, and the operations that {@code clip} and
 * {@code mmoe} share.
 *
 * <p>What may come in: bytes of weight files in safetensors and PyTorch format ({@code
 * WeightFiles}), which are not trusted, and DJL arrays. Classes here know DJL, but neither Spark
 * nor any other package of Melange.
 *
 * <p>Where it leads: a {@code TensorSource} fills the parameters of a model. Models are made of
 * {@link org.melange.tensor.StateDictBlock}s, such as {@link org.melange.tensor.Linear} and {@link
 * org.melange.tensor.LayerNorm}.
 */
package org.melange.tensor;
