export function CamerasPage() {
  return <p>Cameras</p>
}
