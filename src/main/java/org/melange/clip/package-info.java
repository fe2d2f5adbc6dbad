/**
 * CLIP: tokens and pixels in, features out.
 *
 * <p>{@link org.melange.clip.ClipModel} is the model of "Learning Transferable Visual Models From
 * Natural Language Supervision" (arXiv 2103.00020), written as DJL blocks that carry the parameter
 * names of Hugging Face's {@code modeling_clip}, so that published weights load without conversion.
 * {@link org.melange.tensor.WeightFiles} reads them. This package knows tensors but no Spark.
 */
package org.melange.clip;
