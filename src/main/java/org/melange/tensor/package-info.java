/**
 * Weight formats (safetensors, PyTorch checkpoints) and tensor operations that CLIP and the matcher
 * share.
 */
package org.melange.tensor;
