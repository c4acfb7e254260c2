// Keeps what makes the next build fast: the compiled program, processed images, and the last site, whose unchanged
// files are neither written nor compressed again. All of it is safe to lose.
const folders = ["target", ".tsubame", "public"];

export const onPreBuild = async ({ utils }) => {
  await utils.cache.restore(folders);
};

export const onPostBuild = async ({ utils }) => {
  await utils.cache.save(folders);
};
