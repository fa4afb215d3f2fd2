//! From a picture that is sent to the poster that is shown.

use std::io::Cursor;
use std::time::Duration;

use booking::audit::Actor;
use booking::company;
use booking::poster::{self, Owner, Picture, Standing};
use entity::show;
use entity::value::PosterStatus;
use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgba, RgbaImage};
use sea_orm::EntityTrait;

use crate::stage::{MailServer, Theatre, WorkerProcess, now, until};

const SOON: Duration = Duration::from_secs(20);

/// The theatre's only show.
async fn the_show(theatre: &Theatre) -> show::Model {
    show::Entity::find().one(&theatre.db).await.unwrap().unwrap()
}

async fn finished(theatre: &Theatre, owner: Owner) -> Standing {
    until("the picture is done with", SOON, async || {
        let standing = poster::standing(&theatre.db, owner).await.unwrap().unwrap();
        standing.finished_at.is_some().then_some(standing)
    })
    .await
}

#[tokio::test]
async fn a_picture_becomes_a_poster_and_a_broken_one_leaves_the_poster_alone() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let show = Owner::Show(the_show(&theatre).await.id);
    let mut png = Cursor::new(Vec::new());
    DynamicImage::new_rgb8(1500, 2000).write_to(&mut png, ImageFormat::Png).unwrap();
    let png = png.into_inner();
    let send = async |bytes: Vec<u8>| {
        let picture = Picture::of(bytes).unwrap();
        poster::upload(&theatre.db, now(), show, picture, &Actor::SYSTEM).await.unwrap();
        finished(&theatre, show).await
    };
    assert_eq!(send(png.clone()).await.status, PosterStatus::Ready);
    let path = the_show(&theatre).await.poster_image.unwrap();
    let small = poster::small_of(&path).unwrap();
    for (path, size) in [(&path, (1200, 1600)), (&small, (480, 640))] {
        let file = path.rsplit('/').next().unwrap();
        let webp = poster::read(&theatre.db, file).await.unwrap().unwrap();
        assert_eq!(image::load_from_memory(&webp).unwrap().dimensions(), size);
    }

    let broken = send(png[..png.len() / 2].to_vec()).await;
    assert_eq!(broken.status, PosterStatus::Failed);
    assert!(broken.error.unwrap().contains("cannot be read"));
    assert_eq!(the_show(&theatre).await.poster_image, Some(path));
}

#[tokio::test]
async fn the_company_gets_a_logo_on_a_transparent_ground() {
    let (theatre, server) = (Theatre::open().await, MailServer::start());
    let _worker = WorkerProcess::start(&theatre, &server).await;
    let mut png = Cursor::new(Vec::new());
    let logo = RgbaImage::from_fn(600, 300, |x, _| if x < 300 { Rgba([140, 20, 40, 255]) } else { Rgba([0; 4]) });
    logo.write_to(&mut png, ImageFormat::Png).unwrap();
    let picture = Picture::of(png.into_inner()).unwrap();
    poster::upload(&theatre.db, now(), Owner::Company, picture, &Actor::SYSTEM).await.unwrap();
    assert_eq!(finished(&theatre, Owner::Company).await.status, PosterStatus::Ready);
    let path = company::read(&theatre.db).await.unwrap().logo_path.unwrap();
    let small = poster::small_of(&path).unwrap();
    for (path, size) in [(&path, (600, 300)), (&small, (480, 240))] {
        let file = path.rsplit('/').next().unwrap();
        let shown = image::load_from_memory(&poster::read(&theatre.db, file).await.unwrap().unwrap()).unwrap();
        assert_eq!(shown.dimensions(), size);
        assert_eq!((shown.get_pixel(10, 10)[3], shown.get_pixel(size.0 - 10, 10)[3]), (255, 0));
    }
    assert_eq!(the_show(&theatre).await.poster_image, None);
}
