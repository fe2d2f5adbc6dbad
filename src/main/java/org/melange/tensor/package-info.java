/**
 * Weight files, and the tensor operations that {@code clip} and {@code mmoe} share.
 *
 * <p>What may come in: untrusted weight files in the safetensors and PyTorch formats ({@link
 * org.melange.tensor.WeightFiles}), and DJL arrays. No code in a pickle is ever executed.
 *
 * <p>Where it leads: a {@link org.melange.tensor.TensorSource} fills the parameters of a model.
 * Models consist of {@link org.melange.tensor.StateDictBlock}s such as {@link
 * org.melange.tensor.Linear} and {@link org.melange.tensor.LayerNorm}. {@link
 * org.melange.tensor.Autocast} computes large products in float16.
 *
 * <p>This package depends on DJL and on no other package of Melange.
 */
package org.melange.tensor;
